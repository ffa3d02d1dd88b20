/** The version of this build, from `package.json`. */
declare const __KITH_VERSION__: string;
