import { type App, Tags } from 'aws-cdk-lib'
import { FunctionPackages } from './function-packages.ts'
import { HubStack } from './hub-stack.ts'
import { LocationStack } from './location-stack.ts'
import { hubNames, locationNames } from './names.ts'
import type { ReadDeployment } from './read-deployment.ts'

/** Adds the stacks of a deployment to an app: the hub, and a stack for each location. */
export function addStacks(
  app: App,
  {
    plan,
    packagesFolder,
    ...files
  }: Pick<ReadDeployment, 'plan' | 'catalogueFile' | 'criteriaFiles'> & {
    /** Absolute; where `npm run build` wrote. */
    readonly packagesFolder: string
  },
): { readonly hub: HubStack; readonly locations: readonly LocationStack[] } {
  const packages = new FunctionPackages(packagesFolder)
  const hub = new HubStack(app, hubNames(plan.name).stack, { plan, packages, ...files })
  const locations = plan.locations.map((location) => {
    const stack = new LocationStack(app, locationNames(plan.name, location.id).stack, { plan, location, packages })
    // It could go first; but then its first results would wait in its outbox.
    stack.addStackDependency(hub)
    return stack
  })
  Tags.of(app).add('nhip-deployment', plan.name)
  return { hub, locations }
}
