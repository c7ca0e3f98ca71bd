import { Tooltip } from '@mantine/core';
import { Icon } from '../ui/icons.js';
import { useApp, useJobs, useSession } from './app.js';
import { STAGES, stageState, STATUS_TEXT } from './stages.js';

/** The seven stages with their state. */
export function Rail() {
  const app = useApp();
  const study = useSession((state) => state.study);
  const current = useSession((state) => state.stage);
  const jobs = useJobs();
  return (
    <nav className="rail" data-region="stages" aria-label="Stages">
      {STAGES.map((stage, i) => {
        const { status, why } = stageState(stage.id, study, jobs);
        const disabled = !study && stage.id !== 'load';
        const hint = disabled ? 'Open a stack first' : (why ?? STATUS_TEXT[status]);
        return (
          <Tooltip key={stage.id} label={`${stage.title}: ${hint} (Ctrl+${i + 1})`} position="right">
            <button
              type="button"
              className="rail-stage"
              data-status={status}
              data-testid={`stage-${stage.id}`}
              aria-current={current === stage.id ? 'step' : undefined}
              aria-label={`${stage.title}, ${hint}`}
              aria-disabled={disabled}
              onClick={() => !disabled && app.session.show(stage.id)}
            >
              <Icon name={stage.id} size={18} />
              <span>{stage.title}</span>
              <i className="rail-state" aria-hidden="true">
                {status === 'done' && <Icon name="check" size={10} />}
              </i>
            </button>
          </Tooltip>
        );
      })}
    </nav>
  );
}
