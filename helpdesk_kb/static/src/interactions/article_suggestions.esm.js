import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const MIN_LENGTH = 3;
const WAIT = 300;

/** Shows articles that fit what a visitor is typing, before he sends a request. */
export class ArticleSuggestions extends Interaction {
    static selector = ".o_helpdesk_search";
    dynamicContent = {
        _root: {"t-on-input": this.debounced(this.suggest, WAIT)},
    };

    get list() {
        return this.el.closest("form").querySelector(".o_helpdesk_suggestions");
    }

    async suggest() {
        const text = this.el.value.trim();
        const articles =
            text.length < MIN_LENGTH
                ? []
                : await this.waitFor(this.fetchArticles(text));
        if (text === this.el.value.trim()) {
            this.show(articles, text);
        }
    }

    async fetchArticles(text) {
        const response = await fetch(
            `/helpdesk/kb/suggest?q=${encodeURIComponent(text)}`
        );
        return response.ok ? response.json() : [];
    }

    show(articles, text) {
        this.list.replaceChildren();
        for (const article of articles) {
            const link = document.createElement("a");
            link.className = "list-group-item list-group-item-action";
            link.href = `${article.url}?search=${encodeURIComponent(text)}`;
            link.title = _t("Read this article");
            const title = document.createElement("strong");
            title.textContent = article.title;
            const snippet = document.createElement("div");
            snippet.className = "small text-muted";
            snippet.textContent = article.snippet;
            link.append(title, snippet);
            this.list.append(link);
        }
    }
}

registry
    .category("public.interactions")
    .add("helpdesk_kb.article_suggestions", ArticleSuggestions);
