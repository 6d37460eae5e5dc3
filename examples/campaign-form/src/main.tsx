import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { createClient } from './apollo.js';
import { CampaignPage } from './campaign/CampaignPage.js';
import './styles.css';
import { chooseLanguage, WordsProvider } from './words/words.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

const language = chooseLanguage(navigator.languages);
document.documentElement.lang = language;

createRoot(root).render(
  <StrictMode>
    <WordsProvider language={language}>
      <ApolloProvider client={createClient()}>
        <CampaignPage />
      </ApolloProvider>
    </WordsProvider>
  </StrictMode>,
);
