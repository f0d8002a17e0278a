import fc from 'fast-check'
import { chooseSeed } from './random.ts'

/** Set up before each test file: property tests that name no seed have the usual cases, too. */
fc.configureGlobal({ seed: chooseSeed() })
