import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  CALIBRATION_FILE,
  readCalibration,
  withCalibration,
  writeCalibration,
} from '../../lib/local/calibration-file.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { CALIBRATION } from '../kit/control-audit.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { writtenLocation } from '../kit/written-catalogue.ts'

test('what is written is read again; a folder without it has none', async () => {
  const folder = temporaryFolder()
  expect(await readCalibration(folder)).toBeNull()
  await writeCalibration(join(folder, CALIBRATION_FILE), CALIBRATION)
  await writeCalibration(join(folder, CALIBRATION_FILE), { ...CALIBRATION, multiplier: 3 })
  expect(await readCalibration(folder)).toEqual({ ...CALIBRATION, multiplier: 3 })
  expect(readdirSync(folder)).toEqual([CALIBRATION_FILE])
})

test.each([
  ['{', /not JSON/],
  [JSON.stringify({ ...CALIBRATION, multiplier: 0.5 }), /multiplier/],
  [JSON.stringify({ ...CALIBRATION, date: '22/11/2026' }), /date/],
])('a file that is none is wrong input: %s', async (text, reason) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, CALIBRATION_FILE), text)
  await expect(readCalibration(folder)).rejects.toMatchObject({
    code: 'bad_calibration',
    message: expect.stringMatching(reason),
  })
})

test('a place that cannot be written is wrong input', async () => {
  const file = join(temporaryFolder(), 'not-there', 'a.json')
  await expect(writeCalibration(file, CALIBRATION)).rejects.toMatchObject({ code: 'bad_out' })
})

test("it is that of the locations which this machine plays, where the catalogue doesn't say better", () => {
  const own = { ...CALIBRATION, multiplier: 2 }
  const catalogue = catalogueOf({
    locations: [
      writtenLocation({ id: 'a' }),
      writtenLocation({ id: 'b', calibration: own }),
      writtenLocation({ id: 'c' }),
    ],
  })
  const found = withCalibration(catalogue, { calibration: CALIBRATION, locations: ['a', 'b'] })
  expect(found.locations.map(({ id, calibration }) => [id, calibration?.multiplier ?? null])).toEqual([
    ['a', 3.5],
    ['b', 2],
    ['c', null],
  ])
  expect(withCalibration(catalogue, { calibration: null, locations: ['a'] })).toBe(catalogue)
})
