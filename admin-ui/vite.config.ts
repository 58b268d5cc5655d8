import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompressedFiles } from "./precompressed-files.ts";
import { routesAsData } from "./routes-as-data.ts";
import { withoutDescriptions } from "./without-descriptions.ts";

export default defineConfig({
  plugins: [routesAsData(), withoutDescriptions(), react(), precompressedFiles()],
  // One copy of each: two React or Mantine contexts in one page do not see each other.
  resolve: { dedupe: ["react", "react-dom", "@mantine/core", "@mantine/hooks", "zod"] },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: false,
    // changeOrigin stays off: the server compares Origin with Host, and both must be this address.
    proxy: { "/api": { target: process.env["LARDER_DEV_API"] ?? "http://127.0.0.1:8080" } },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // The page's policy is script-src 'self': nothing may be inlined as data or as a script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
