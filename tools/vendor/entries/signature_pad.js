// The drawing surface for signatures, under a name: the package itself has a default export only.
export { default as SignaturePad } from 'signature_pad';
