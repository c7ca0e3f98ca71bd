import { ActionIcon } from '@mantine/core';
import { Icon } from './icons.js';

interface ErrorNoteProps {
  readonly error: { readonly message: string; readonly code: string };
  /** what to press next, if there is something */
  readonly children?: React.ReactNode;
  readonly onDismiss?: () => void;
}

/** One sentence that says what happened and what to do; the code for a bug report. */
export function ErrorNote({ error, children, onDismiss }: ErrorNoteProps) {
  return (
    <div className="error-note" role="alert" data-testid="error-note">
      <Icon name="warning" />
      <div className="grow">
        <div>{error.message}</div>
        <div className="dim error-code">{error.code}</div>
        {children}
      </div>
      {onDismiss && (
        <ActionIcon color="gray" aria-label="Dismiss" onClick={onDismiss}>
          <Icon name="close" size={12} />
        </ActionIcon>
      )}
    </div>
  );
}
