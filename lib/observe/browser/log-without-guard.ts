import DevtoolsLog from 'lighthouse/core/gather/gatherers/devtools-log.js'

type ConnectMs = ReadonlyMap<string, number>

/** Of a response's timing what this is about: ms since the request, -1 for what did not happen. */
type Timing = { connectStart: number; readonly connectEnd: number; readonly sslStart: number }

type Response = { readonly url: string; readonly timing?: Timing | undefined }

/** An event of DevTools, as far as it is looked at. */
export type DevtoolsMessage = {
  readonly method: string
  readonly params?: { readonly response?: Response; readonly redirectResponse?: Response }
}

/**
 * Lighthouse's gatherer of DevTools' messages, for a page behind the guard. Chromium counts the talk with the guard, and
 * the guard's asking for the name, as a part of connecting. Lighthouse takes that for the way to the server, and what
 * it takes off a server's answer for it can leave none; it then assumes 30 ms. So connections are made to begin later
 * in the log: as long before their end as the guard's shortest one to that server took. When the load is over, whatever
 * became of it, the log lets go of its messages: Lighthouse may hang for a while with all of them.
 * Source: `NetworkAnalyzer` and `ConnectionPool` in Lighthouse's trace engine.
 */
export function logWithoutGuard(connectMs: () => Promise<ConnectMs>, over: AbortSignal): typeof DevtoolsLog {
  return class extends DevtoolsLog {
    constructor() {
      super()
      over.addEventListener('abort', () => {
        this._messageLog.endRecording()
        this._messageLog.reset()
      })
    }

    override async stopSensitiveInstrumentation(
      ...context: Parameters<DevtoolsLog['stopSensitiveInstrumentation']>
    ): Promise<void> {
      await super.stopSensitiveInstrumentation(...context)
      beginConnectionsLater(this.getDebugData() as readonly DevtoolsMessage[], await connectMs())
    }
  }
}

/** Changes the messages. A connection that is shorter than the guard's shortest stays as it is. */
export function beginConnectionsLater(messages: readonly DevtoolsMessage[], shortest: ConnectMs): void {
  for (const message of messages) {
    const response = responseOf(message)
    const connectedMs = response && shortest.get(targetOf(response.url))
    if (response?.timing && connectedMs !== undefined) beginLater(response.timing, connectedMs)
  }
}

/** A redirect is told with the request that it led to. */
function responseOf({ method, params }: DevtoolsMessage): Response | undefined {
  if (method === 'Network.responseReceived') return params?.response
  return method === 'Network.requestWillBeSent' ? params?.redirectResponse : undefined
}

function beginLater(timing: Timing, connectedMs: number): void {
  if (timing.connectStart < 0) return
  const connectedAt = timing.sslStart >= 0 ? timing.sslStart : timing.connectEnd
  timing.connectStart = Math.max(timing.connectStart, connectedAt - connectedMs)
}

/** `host:port` of an address. */
function targetOf(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
}
