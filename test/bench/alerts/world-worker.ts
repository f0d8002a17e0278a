import { parentPort, workerData } from 'node:worker_threads'
import { runWorld, type WorldJob } from './world.ts'

parentPort?.postMessage(runWorld(workerData as WorldJob))
