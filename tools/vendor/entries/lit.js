// Lit with the directives that the tablet uses, as one instance. styleMap stays out: the CSP refuses style attributes.
export * from 'lit';
export * from 'lit/directives/class-map.js';
export * from 'lit/directives/if-defined.js';
export * from 'lit/directives/keyed.js';
export * from 'lit/directives/live.js';
export * from 'lit/directives/ref.js';
export * from 'lit/directives/repeat.js';
