import { invariant } from '../../base/assert';
import type { PagePlanes, Plane } from '../memory/pagePlanes';

/** One bit per GFN and state; NORMAL is none of them. */
export interface GfnPlanes {
  readonly gfnSecure: Plane;
  readonly gfnPagedOut: Plane;
  readonly gfnShared: Plane;
}

/** The planes of a POWER guest. Planes can be resized: they are looked up at each use. */
export function gfnPlanesOf(planes: PagePlanes): GfnPlanes {
  return {
    get gfnSecure() { return presentPlane(planes.gfnSecure); },
    get gfnPagedOut() { return presentPlane(planes.gfnPagedOut); },
    get gfnShared() { return presentPlane(planes.gfnShared); },
  };
}

export function presentPlane(plane: Plane | undefined): Plane {
  invariant(plane !== undefined, 'a POWER guest has planes of GFN states');
  return plane;
}
