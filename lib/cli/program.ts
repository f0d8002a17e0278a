import { Command, CommanderError } from 'commander'
import { InputError } from '../model/input-error.ts'
import { NHIP_VERSION } from '../model/software.ts'
import { agentCommand } from './agent.ts'
import { auditCommand } from './audit.ts'
import { bundleCommand } from './bundle.ts'
import { catalogCommand } from './catalog.ts'
import { checkCommand } from './check.ts'
import { costCommand } from './cost.ts'
import { doctorCommand } from './doctor.ts'
import { EXIT } from './exit.ts'
import { exportCommand } from './export.ts'
import { exportHistoryCommand } from './export-history.ts'
import { historyCommand } from './history.ts'
import { importCommand } from './import.ts'
import { incidentCommand } from './incident.ts'
import { killSwitchCommand } from './kill-switch.ts'
import { periodCommand } from './period.ts'
import { redriveCommand } from './redrive.ts'
import { releaseCommand } from './release.ts'
import { replayCommand } from './replay.ts'
import { reportCommand } from './report.ts'
import { reviewCommand } from './review.ts'
import { roundCommand } from './round.ts'
import { scoreCommand } from './score.ts'
import { signInCommand } from './sign-in.ts'
import { statusCommand } from './status.ts'
import { tokenCommand } from './token.ts'
import { upCommand } from './up.ts'
import { vendorsCommand } from './vendors.ts'
import { verifyCommand } from './verify.ts'
import { maintenanceCommand, silenceCommand } from './window.ts'

/** Every command that is built; what isn't is absent. */
const COMMANDS: readonly (() => Command)[] = [
  checkCommand,
  auditCommand,
  catalogCommand,
  upCommand,
  roundCommand,
  statusCommand,
  historyCommand,
  exportHistoryCommand,
  importCommand,
  scoreCommand,
  periodCommand,
  reviewCommand,
  exportCommand,
  vendorsCommand,
  reportCommand,
  bundleCommand,
  verifyCommand,
  costCommand,
  replayCommand,
  incidentCommand,
  silenceCommand,
  maintenanceCommand,
  releaseCommand,
  killSwitchCommand,
  redriveCommand,
  tokenCommand,
  signInCommand,
  agentCommand,
  doctorCommand,
]

/** Runs one command and sets the process's exit code. Errors end as one line on stderr. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('nhip')
    .description('The pulse of public-service portals: measured exactly, judged in the open.')
    .version(NHIP_VERSION)
    .helpCommand(true)
    .showHelpAfterError('(nhip --help lists the commands; nhip COMMAND --help explains one)')
  for (const create of COMMANDS) program.addCommand(create())
  for (const command of everyCommand(program))
    command.exitOverride().configureOutput({ outputError: (text, write) => write(text) })
  process.stdout.on('error', onClosedOutput)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = exitOf(error)
  }
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

function exitOf(error: unknown): number {
  // Commander has said it already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.input
  if (error instanceof InputError) {
    process.stderr.write(`nhip: ${error.message}\n`)
    return EXIT.input
  }
  const detail =
    error instanceof Error ? (process.env.NHIP_DEBUG ? error.stack : `${error.name}: ${error.message}`) : String(error)
  process.stderr.write(`nhip: this is our fault: ${detail} (NHIP_DEBUG=1 shows where)\n`)
  return EXIT.broken
}

/** A reader that has seen enough (`| head`) is no fault. */
function onClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
  throw error
}
