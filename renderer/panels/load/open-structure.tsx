import type { ReadEntry } from './load-model.js';
import { StructureCard } from './structure-card.js';
import type { LoadWiring } from './use-load.js';
import { useStructure } from './use-structure.js';

/** Particles or a mesh become voxels, and these a study with its labels. */
export function OpenStructure({ load, entry }: { readonly load: LoadWiring; readonly entry: ReadEntry }) {
  const structure = useStructure(load.refOf(entry));
  const name = entry.path.split(/[\\/]/).at(-1) ?? entry.path;
  return (
    <StructureCard
      name={name}
      structure={structure}
      action="Make the volume"
      onMake={() => structure.open(load.form.name.trim() || name)}
    />
  );
}
