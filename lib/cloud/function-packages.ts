import { copyFileSync, cpSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { FunctionName } from '../model/environment.ts'

export type FunctionPackage = { readonly code: Code; readonly handler: string }

/** Every package's entry, as `npm run build` makes them. */
const HANDLER = 'index.handler'

/** What a function finds its catalogue as, beside its code. */
export const CATALOGUE_FILE = 'catalogue.yaml'

/** The packages of a folder that `npm run build` wrote. */
export class FunctionPackages {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  of(name: FunctionName): FunctionPackage {
    return { code: Code.fromAsset(this.folderOf(name)), handler: HANDLER }
  }

  /** The package together with a catalogue and criteria packs: any one's change makes it another package. */
  withConfiguration(
    name: FunctionName,
    { catalogueFile, criteriaFiles }: { readonly catalogueFile: string; readonly criteriaFiles: readonly string[] },
  ): FunctionPackage {
    const source = this.folderOf(name)
    const code = Code.fromAsset(source, {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        // The files are put together here; the type asks for an image all the same.
        image: DockerImage.fromRegistry('none'),
        local: {
          tryBundle: (folder) => {
            cpSync(source, folder, { recursive: true })
            copyFileSync(catalogueFile, join(folder, CATALOGUE_FILE))
            for (const file of criteriaFiles) copyFileSync(file, join(folder, basename(file)))
            return true
          },
        },
      },
    })
    return { code, handler: HANDLER }
  }

  private folderOf(name: FunctionName): string {
    return join(this.folder, name)
  }
}
