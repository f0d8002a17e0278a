import { Command, CommanderError } from 'commander'
import { InputError } from '../model/input-error.ts'
import { NHIP_VERSION } from '../model/software.ts'
import { EXIT } from './exit.ts'

/** Every command that is built, in the order of the help; what isn't is absent. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['check', async () => (await import('./check.ts')).checkCommand()],
  ['audit', async () => (await import('./audit.ts')).auditCommand()],
  ['catalog', async () => (await import('./catalog.ts')).catalogCommand()],
  ['up', async () => (await import('./up.ts')).upCommand()],
  ['round', async () => (await import('./round.ts')).roundCommand()],
  ['status', async () => (await import('./status.ts')).statusCommand()],
  ['history', async () => (await import('./history.ts')).historyCommand()],
  ['export-history', async () => (await import('./export-history.ts')).exportHistoryCommand()],
  ['import', async () => (await import('./import.ts')).importCommand()],
  ['score', async () => (await import('./score.ts')).scoreCommand()],
  ['period', async () => (await import('./period.ts')).periodCommand()],
  ['review', async () => (await import('./review.ts')).reviewCommand()],
  ['export', async () => (await import('./export.ts')).exportCommand()],
  ['vendors', async () => (await import('./vendors.ts')).vendorsCommand()],
  ['report', async () => (await import('./report.ts')).reportCommand()],
  ['bundle', async () => (await import('./bundle.ts')).bundleCommand()],
  ['verify', async () => (await import('./verify.ts')).verifyCommand()],
  ['cost', async () => (await import('./cost.ts')).costCommand()],
  ['replay', async () => (await import('./replay.ts')).replayCommand()],
  ['incident', async () => (await import('./incident.ts')).incidentCommand()],
  ['silence', async () => (await import('./window.ts')).silenceCommand()],
  ['maintenance', async () => (await import('./window.ts')).maintenanceCommand()],
  ['holiday', async () => (await import('./holiday.ts')).holidayCommand()],
  ['release', async () => (await import('./release.ts')).releaseCommand()],
  ['kill-switch', async () => (await import('./kill-switch.ts')).killSwitchCommand()],
  ['redrive', async () => (await import('./redrive.ts')).redriveCommand()],
  ['token', async () => (await import('./token.ts')).tokenCommand()],
  ['sign-in', async () => (await import('./sign-in.ts')).signInCommand()],
  ['agent', async () => (await import('./agent.ts')).agentCommand()],
  ['doctor', async () => (await import('./doctor.ts')).doctorCommand()],
])

/** Runs one command and sets the process's exit code. Errors end as one line on stderr. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('nhip')
    .description('The pulse of public-service portals: measured exactly, judged in the open.')
    .version(NHIP_VERSION)
    .helpCommand(true)
    .showHelpAfterError('(nhip --help lists the commands; nhip COMMAND --help explains one)')
  // Where one is named the others needn't be read: they cost more time than most commands' own work.
  const named = COMMANDS.get(argv[2] ?? '')
  for (const create of named ? [named] : COMMANDS.values()) program.addCommand(await create())
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
