// Pulumi wants its entry file inside the folder of the project; everything else is shared.
export { default } from "../../src/main.js";
