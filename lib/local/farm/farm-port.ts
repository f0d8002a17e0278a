/** The port that `catalogs/demo.yaml` names; where it is taken, the farm stands on another. */
export const DEMO_PORT = 4480

/** The demo catalogue's text with every `<id>.localhost:4480` moved to the port where the farm stands. */
export function withFarmPort(text: string, port: number): string {
  return text.replaceAll(new RegExp(String.raw`\.localhost:${DEMO_PORT}\b`, 'g'), `.localhost:${port}`)
}
