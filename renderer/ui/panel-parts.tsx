import type { ReactNode } from 'react';
import { Icon } from './icons.js';

/** The title of a stage's panel with one sentence on what it is for. */
export function PanelTitle({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <header className="panel-title">
      <h2>{title}</h2>
      {children && <p className="dim">{children}</p>}
    </header>
  );
}

interface SectionProps {
  readonly title: string;
  /** beside the title */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className="section">
      <div className="section-title">
        <h3>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Something to know, in amber: not an error. */
export function Warn({ children }: { readonly children: ReactNode }) {
  return (
    <div className="warn" role="note">
      <Icon name="warning" size={14} />
      <div className="grow">{children}</div>
    </div>
  );
}

/** An empty state: what would be here, and the way to it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children && <div className="dim">{children}</div>}
    </div>
  );
}

/** Name and value pairs. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
