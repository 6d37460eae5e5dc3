import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { createClient } from './apollo.js';
import { App } from './App.js';
import './styles.css';
import { selectLanguage, LanguageProvider } from './i18n/i18n.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

const language = selectLanguage(navigator.languages);
document.documentElement.lang = language;

createRoot(root).render(
  <StrictMode>
    <LanguageProvider language={language}>
      <ApolloProvider client={createClient()}>
        <App />
      </ApolloProvider>
    </LanguageProvider>
  </StrictMode>,
);
