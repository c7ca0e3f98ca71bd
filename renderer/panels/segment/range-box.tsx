interface RangeBoxProps {
  readonly level: 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly reasons: readonly string[];
  readonly testId: string;
}

/** The light: does this model suit this stack, and why not. */
export function RangeBox({ level, title, reasons, testId }: RangeBoxProps) {
  return (
    <div className="range-box" data-level={level} data-testid={testId}>
      <strong>
        <i className="light" aria-hidden="true" /> {title}
      </strong>
      {reasons.length > 0 && (
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
