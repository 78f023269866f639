declare const __SENDO_VERSION__: string;

/** The version of this package, put in by the build. */
export const VERSION: string = __SENDO_VERSION__;
