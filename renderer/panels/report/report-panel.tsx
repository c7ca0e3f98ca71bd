import { Button } from '@mantine/core';
import { JobRow } from '../../app/job-tray.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Icon } from '../../ui/icons.js';
import { Empty, PanelTitle, Section, Warn } from '../../ui/panel-parts.js';
import { bytesText } from '../../ui/quantity-text.js';
import { ExportSection } from './export-section.js';
import { useReport } from './use-report.js';

export function ReportPanel() {
  const report = useReport();
  const { study, files, page, job, state } = report;
  if (!study) return null;
  const missing = [
    ...(study.results.measure ? [] : ['Nothing is measured yet: the report will say so.']),
    ...(study.setup.voxel ? [] : ['The voxel size is unknown: physical numbers are left out.']),
    ...(study.setup.collector?.length ? [] : ['No current collector is marked: live and dead lithium are left out.']),
  ];
  return (
    <div className="page-columns">
      <div className="page-side">
        <PanelTitle title="Report">One page that another lab can run again, with tables and the recipe beside it.</PanelTitle>
        {missing.map((text) => (
          <Warn key={text}>{text}</Warn>
        ))}
        {report.failure && <ErrorNote error={report.failure} />}
        {job ? (
          <JobRow job={job} />
        ) : (
          <Button
            onClick={() => void report.build()}
            data-testid="build-report"
            {...(files && state.status !== 'stale' ? { variant: 'default' } : {})}
          >
            {files ? 'Write it again' : 'Write the report'}
          </Button>
        )}
        {state.status === 'stale' && files && <Warn>{state.why ?? 'The results changed since.'} Write the report again.</Warn>}
        {files && (
          <Section title="Files">
            <ul className="plain-list">
              {files.files.map((file) => (
                <li key={file.name}>
                  <button
                    type="button"
                    className="list-button"
                    onClick={() => void report.download(file.name)}
                    data-testid={`download-${file.name}`}
                  >
                    <Icon name="download" size={14} />
                    <span className="grow ellipsis" title={file.name}>
                      {file.title}
                    </span>
                    <span className="dim">{bytesText(file.bytes)}</span>
                  </button>
                </li>
              ))}
            </ul>
            {files.warnings.map((warning) => (
              <Warn key={warning.code}>{warning.message}</Warn>
            ))}
          </Section>
        )}
        <ExportSection />
      </div>
      <div className="page-main report-page">
        {page === null ? (
          <Empty title={files ? 'Loading the page…' : 'No report yet'}>
            {!files && 'It holds the pictures, all numbers with their estimators, and a methods paragraph written from what was done.'}
          </Empty>
        ) : (
          // no scripts, no origin: the page can only be looked at
          <iframe title="Report" sandbox="" srcDoc={page} data-testid="report-preview" />
        )}
      </div>
    </div>
  );
}
