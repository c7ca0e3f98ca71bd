import { useEffect, useRef } from 'react';
import type { StackPreview } from '../../../src/contract/index.js';
import { Warn } from '../../ui/panel-parts.js';

interface PreviewPictureProps {
  readonly picture: StackPreview | null;
  readonly problem: string | null;
}

/** A small grey picture that the host made. */
export function PreviewPicture({ picture, problem }: PreviewPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (!target || !context || !picture || picture.rows === 0) return;
    target.width = picture.columns;
    target.height = picture.rows;
    const image = context.createImageData(picture.columns, picture.rows);
    const gray = atob(picture.pixels);
    for (let i = 0; i < gray.length; i++) {
      const value = gray.charCodeAt(i);
      image.data.set([value, value, value, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }, [picture]);
  if (problem) return <Warn>{problem}</Warn>;
  if (!picture) return <div className="preview-picture dim">The middle plane is shown here.</div>;
  if (picture.rows === 0) return <div className="preview-picture dim">The planes are too large for a preview.</div>;
  return (
    <figure className="preview-picture">
      <canvas ref={canvas} role="img" aria-label={`Plane ${picture.plane} of ${picture.planes}`} data-testid="preview-picture" />
      <figcaption className="dim">
        Plane {picture.plane} of {picture.planes}
      </figcaption>
    </figure>
  );
}
