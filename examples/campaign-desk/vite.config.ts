import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** URL of wolkvox-graphql. The page requests its own origin, so that no CORS is needed. */
const server = process.env.WOLKVOX_GRAPHQL ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/graphql': server } },
  preview: { proxy: { '/graphql': server } },
});
