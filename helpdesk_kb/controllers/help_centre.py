# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt_ext.controllers.form_data import read_id, read_text
from odoo.addons.helpdesk_mgmt_ext.controllers.help_centre import HelpCentre
from odoo.addons.helpdesk_mgmt_ext.ticket_text import html_to_text


class HelpCentreArticles(HelpCentre):
    """Articles on the help centre; every reader sees his audience's only."""

    def _prepare_home_values(self, search):
        values = super()._prepare_home_values(search)
        pages = request.env["document.page"]
        if search:
            found = pages._kb_search(search, limit=20)
        else:
            # sudo: visitors have no access to pages; the domain is what they may read
            found = pages.sudo().search(
                pages._kb_domain(), order="kb_view_count desc, id", limit=12
            )
        values.update(can_search=True, articles=[_summary(page) for page in found])
        return values

    def _sitemap_articles(env, rule, qs):
        """Yield the addresses of public articles, where ``website`` makes a sitemap."""
        # sudo: the domain is what everybody may read
        pages = env["document.page"].sudo()
        domain = [*pages._kb_domain(), ("kb_audience", "=", "public")]
        for page in pages.search(domain):
            if not qs or qs.lower() in page._kb_url():
                yield {"loc": page._kb_url()}

    def _get_article(self, slug):
        """Return the article as superuser; an empty set if it is not for the reader."""
        pages = request.env["document.page"]
        number = re.search(r"(?:^|-)(\d{1,10})$", slug or "")
        page_id = read_id(number and number.group(1))
        if not page_id:
            return pages
        # sudo: as above
        return pages.sudo().search([("id", "=", page_id), *pages._kb_domain()], limit=1)

    @http.route(
        "/helpdesk/kb/suggest",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def helpdesk_kb_suggest(self, q="", **kw):
        """Return articles that fit what is being typed, as JSON."""
        found = request.env["document.page"]._kb_search(read_text(q, 200), limit=5)
        return request.make_json_response([_summary(page) for page in found])

    @http.route(
        "/helpdesk/kb/<string:slug>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=_sitemap_articles,
    )
    def helpdesk_kb_article(self, slug, search="", **kw):
        page = self._get_article(slug)
        if not page:
            raise request.not_found()
        if page.kb_slug != slug:
            return request.redirect(page._kb_url(), code=301)
        if self._is_first("view", page):
            request.env["helpdesk.kb.usage"]._record(page, "view")
        related = request.env["document.page"]._kb_search(page.name, limit=4) - page
        values = {
            "page_name": "helpdesk_article",
            "article_id": page.id,
            "title": page.name,
            "body": page.kb_body_public,
            "article_slug": page.kb_slug,
            "rated": kw.get("rated"),
            "can_rate": not request.session.get("helpdesk_kb", {}).get(
                f"rate{page.id}"
            ),
            "related": [_summary(other) for other in related[:3]],
            "search": read_text(search, 200),
            "form_open": self._is_form_open(),
        }
        return request.render("helpdesk_kb.article", values)

    @http.route(
        "/helpdesk/kb/<string:slug>/feedback",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_kb_feedback(self, slug, helpful=None, **kw):
        """Count one opinion per reader."""
        page = self._get_article(slug)
        if not page:
            raise request.not_found()
        kinds = {"yes": "helpful", "no": "not_helpful"}
        if helpful in kinds and self._is_first("rate", page):
            request.env["helpdesk.kb.usage"]._record(page, kinds[helpful])
        return request.redirect(f"{page._kb_url()}?rated=1")

    @http.route(
        "/helpdesk/kb/<string:slug>/solved",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_kb_solved(self, slug, **kw):
        """End without a ticket: the article solved the problem; count it once."""
        page = self._get_article(slug)
        if not page:
            raise request.not_found()
        if self._is_first("solved", page):
            request.env["helpdesk.kb.usage"]._record(page, "deflected")
        return request.render("helpdesk_kb.solved", {"page_name": "helpdesk_article"})

    def _is_first(self, kind, page):
        """Whether this reader does it for the first time in his session."""
        done = dict(request.session.get("helpdesk_kb") or {})
        key = f"{kind}{page.id}"
        if key in done or len(done) > 500:
            return False
        done[key] = 1
        request.session["helpdesk_kb"] = done
        return True


def _summary(page):
    text = " ".join(html_to_text(page.kb_body_public or "").split())
    return {
        "id": page.id,
        "title": page.name,
        "url": page._kb_url(),
        "snippet": text[:160] + ("…" if len(text) > 160 else ""),
    }
