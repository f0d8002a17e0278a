import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listChanges } from '../../lib/record/change-log.ts'
import { FLEET_NOW, FLEET_ORIGIN, type FleetApp, openFleetApp } from '../kit/fleet-app.ts'
import { makeToken } from '../kit/tokens.ts'

let fleet: FleetApp
let operator: string
let vendor: string
beforeAll(async () => {
  fleet = await openFleetApp()
  const of = { table: fleet.stores.table, nowMs: FLEET_NOW }
  operator = await makeToken({ role: 'operator' }, of)
  vendor = await makeToken({ role: 'vendor', vendor: 'vnpt' }, of)
})
afterAll(() => fleet.stores.close())

describe('releases', () => {
  const send = async (method: string, path: string, body?: unknown, token = vendor) => {
    const answer = await fleet.app.request(`${FLEET_ORIGIN}/api/releases/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const NEW = { at: '2026-11-20T21:30', label: '2.5.0', note: 'tách máy chủ' }

  test('of another vendor’s portal, or of none, can be neither read, declared nor withdrawn', async () => {
    const foreign = await send('POST', 'hue', NEW, operator)
    const asks = ['hue', 'none'].flatMap((portal) => [
      send('GET', portal),
      send('POST', portal, NEW),
      send('DELETE', `${portal}/${String(foreign.body.id)}`),
    ])
    const answers = await Promise.all(asks)
    expect(answers.map(({ status, body }) => [status, String(body.detail).replace(/“.*”/, '…')])).toEqual(
      Array(6).fill([404, 'no portal … of yours is known']),
    )
    const [kept] = (await send('GET', 'hue', undefined, operator)).body.releases as [Record<string, unknown>]
    expect(kept).toMatchObject({ label: '2.5.0', withdrawnAtMs: null })
  })

  test('are corrected by a new one; what was declared stays, withdrawn', async () => {
    const first = await send('POST', 'ca-mau', NEW)
    expect(first).toMatchObject({ status: 201, body: { type: 'release', atMs: Date.parse('2026-11-20T14:30:00Z') } })
    const again = await send('POST', 'ca-mau', { ...NEW, label: '2.5.1', replaces: first.body.id })
    const list = (await send('GET', 'ca-mau')).body.releases as readonly Record<string, unknown>[]
    const found = (id: unknown) => list.find((one) => one.id === id)
    expect(found(first.body.id)).toMatchObject({ label: '2.5.0', withdrawnAtMs: FLEET_NOW })
    expect(found(again.body.id)).toMatchObject({ replaces: first.body.id, withdrawnAtMs: null })
    expect(await send('POST', 'ca-mau', { ...NEW, replaces: first.body.id })).toMatchObject({
      status: 404,
      body: { code: 'no_release' },
    })
    const changes = await listChanges(fleet.stores.table, FLEET_NOW)
    expect(changes.filter(({ about }) => about === 'ca-mau').map(({ act }) => act)).toEqual([
      'declare_release',
      'declare_release',
    ])
  })

  test.each([
    [{ ...NEW, at: '2026-13-01T00:00' }, 400, 'bad_time'],
    [{ ...NEW, at: '2015-01-01T00:00' }, 400, 'bad_time'],
    [{ ...NEW, at: '2027-01-01T00:00' }, 400, 'bad_time'],
    [{ ...NEW, label: ' ' }, 400, 'bad_release'],
    [{ ...NEW, label: 'x'.repeat(41) }, 400, 'bad_release'],
    [{ ...NEW, note: 'one\u001b[2J' }, 400, 'bad_release'],
    [{ ...NEW, by: 'somebody' }, 400, 'bad_release'],
  ])('%j is refused', async (asked, status, code) => {
    expect(await send('POST', 'ca-mau', asked)).toMatchObject({ status, body: { code } })
  })
})
