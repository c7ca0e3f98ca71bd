import type { Face } from '../../src/volume/index.js';

interface FacePickerProps {
  readonly faces: readonly Face[];
  readonly onChange: (faces: Face[]) => void;
}

/** The box, unfolded: which face lies on the current collector. */
const LAYOUT: readonly { readonly face: Face; readonly area: string; readonly title: string }[] = [
  { face: 'y-', area: 'top', title: 'top of XY' },
  { face: 'x-', area: 'left', title: 'left of XY' },
  { face: 'z-', area: 'front', title: 'first slice' },
  { face: 'x+', area: 'right', title: 'right of XY' },
  { face: 'z+', area: 'back', title: 'last slice' },
  { face: 'y+', area: 'bottom', title: 'bottom of XY' },
];

export function FacePicker({ faces, onChange }: FacePickerProps) {
  function toggle(face: Face): void {
    onChange(faces.includes(face) ? faces.filter((item) => item !== face) : [face]);
  }
  return (
    <div className="face-picker" role="group" aria-label="Face on the current collector">
      {LAYOUT.map(({ face, area, title }) => (
        <button
          key={face}
          type="button"
          style={{ gridArea: area }}
          aria-pressed={faces.includes(face)}
          title={`Collector at ${face} (${title})`}
          data-testid={`face-${face}`}
          onClick={() => toggle(face)}
        >
          <b>{face.replace('-', '−')}</b>
          <span>{title}</span>
        </button>
      ))}
    </div>
  );
}
