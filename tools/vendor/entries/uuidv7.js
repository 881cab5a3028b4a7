// Ids made where a thing is born.
export * from 'uuidv7';
