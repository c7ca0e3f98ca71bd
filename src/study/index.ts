export * from './edit-journal.js';
export * from './folder.js';
export * from './keys.js';
export * from './migrations.js';
export * from './provenance.js';
export * from './recipe.js';
export * from './schema.js';
export * from './stages.js';
