import { CampaignPage } from './campaign/CampaignPage.js';
import { CreatePage } from './create/CreatePage.js';
import { useDictionary } from './i18n/i18n.js';
import { ListPage } from './list/ListPage.js';
import { hrefOf, useRoute, type Route } from './router.js';

/** The header and the current page. */
export function App() {
  const { desk: t } = useDictionary();
  const route = useRoute();
  return (
    <>
      {/* Not a link to #content, because the fragment is the address of the page. */}
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        {t.skipToContent}
      </button>
      <header>
        <p className="brand">{t.brand}</p>
        <nav aria-label={t.nav.label}>
          <a href={hrefOf({ page: 'list' })} aria-current={route.page === 'list' ? 'page' : undefined}>
            {t.nav.campaigns}
          </a>
          <a href={hrefOf({ page: 'create' })} aria-current={route.page === 'create' ? 'page' : undefined}>
            {t.nav.create}
          </a>
        </nav>
      </header>
      <PageOf route={route} />
    </>
  );
}

function PageOf({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'create':
      return <CreatePage />;
    case 'campaign':
      // The key makes a new page of each campaign, so that nothing typed for one is sent to another.
      return <CampaignPage key={route.id} id={route.id} />;
    case 'list':
      return <ListPage key={route.operationId} operationId={route.operationId} />;
  }
}
