import type { Ref } from 'react';

interface FileInputProps {
  /** click it to let somebody choose */
  readonly ref: Ref<HTMLInputElement>;
  readonly accept?: string;
  readonly testId: string;
  readonly onFile: (file: File) => void;
}

/** Takes one file; the same one may be chosen again. */
export function FileInput({ ref, accept, testId, onFile }: FileInputProps) {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      data-testid={testId}
      {...(accept === undefined ? {} : { accept })}
      onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        if (file) onFile(file);
        event.currentTarget.value = '';
      }}
    />
  );
}
