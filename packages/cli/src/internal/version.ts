declare const __SENDO_VERSION__: string;

/** Package version, inserted by the build. */
export const VERSION: string = __SENDO_VERSION__;
