/** @type {import('prettier').Config} */

module.exports = {
    // found through NODE_PATH: the packages live outside of the checkout
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "preserve",
    semi: true,
    tabWidth: 4,
    trailingComma: "es5",
    useTabs: false,
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: ["*.json", "*.yml", "*.yaml"], options: {tabWidth: 2}}],
};
