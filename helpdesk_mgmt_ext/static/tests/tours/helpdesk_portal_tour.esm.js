// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** What a browser does when somebody drops files on the element. */
function dropFiles(element, ...names) {
    const dataTransfer = new window.DataTransfer();
    for (const name of names) {
        dataTransfer.items.add(new File(["content"], name, {type: "text/plain"}));
    }
    element.dispatchEvent(new window.DragEvent("drop", {dataTransfer, bubbles: true}));
}

const DROP = ".o_helpdesk_files";

tours.add("helpdesk_visitor_asks", {
    steps: () => [
        {
            trigger: "a[href^='/helpdesk/new']:first",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "#helpdesk_name", run: "edit Vera Visitor"},
        {trigger: "#helpdesk_email", run: "edit vera@hs-visitor.test"},
        {trigger: "#helpdesk_subject", run: "edit Is there a <b>manual</b>?"},
        {trigger: "#helpdesk_description", run: "edit I cannot find it."},
        {
            content: "A program is refused before it is sent, the picture is taken",
            trigger: DROP,
            run: ({anchor}) => dropFiles(anchor, "virus.exe", "shelf.txt"),
        },
        {trigger: ".o_helpdesk_files_problem:contains(.exe)"},
        {trigger: ".o_helpdesk_chosen li:contains(shelf.txt)"},
        {
            trigger: ".o_helpdesk_form button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_helpdesk_thanks .o_helpdesk_number:contains(HT)"},
        {trigger: ".o_helpdesk_link", run: "click", expectUnloadPage: true},
        {
            content: "Markup in the subject is text",
            trigger: ".o_helpdesk_respond h1:contains(Is there a <b>manual</b>?)",
        },
        {trigger: "#helpdesk_message", run: "edit I found it after all."},
        {
            trigger: ".o_helpdesk_reply button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".alert-success:contains(we have received your message)"},
    ],
});

tours.add("helpdesk_visitor_confirms", {
    steps: () => [
        {trigger: ".o_helpdesk_respond:contains(You find it below)"},
        {
            trigger: ".o_helpdesk_actions button[name=confirm]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".alert-success:contains(Your request is closed)"},
    ],
});

tours.add("helpdesk_portal_asks", {
    steps: () => [
        {
            content: "The empty list says what to do",
            trigger: "a[href='/new/ticket']:first",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "#helpdesk_subject", run: "edit The lift is stuck"},
        {trigger: "#helpdesk_description", run: "edit Between two floors."},
        {
            trigger: DROP,
            run: ({anchor}) => dropFiles(anchor, "one.txt", "two.txt", "three.txt"),
        },
        {
            content: "One too many is taken off again",
            trigger: ".o_helpdesk_chosen li:contains(two.txt) button",
            run: "click",
        },
        {trigger: ".o_helpdesk_chosen:not(:contains(two.txt))"},
        {
            trigger: ".o_helpdesk_new button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_helpdesk_file:contains(one.txt)"},
        {trigger: ".o_helpdesk_file:contains(three.txt)"},
        {trigger: "li.o_helpdesk_step_current"},
        {trigger: "#helpdesk_message", run: "edit Two people are in it."},
        {trigger: DROP, run: ({anchor}) => dropFiles(anchor, "floor.txt")},
        {
            trigger: ".o_helpdesk_reply button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_helpdesk_said:contains(Two people are in it.)"},
        {trigger: ".o_helpdesk_file:contains(floor.txt)"},
    ],
});

tours.add("helpdesk_portal_answers", {
    steps: () => [
        {
            trigger: "a:contains(The lift is stuck)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "li.o_helpdesk_step_current[data-status=solved]"},
        {
            trigger: ".o_helpdesk_actions button[name=confirm]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "li.o_helpdesk_step_done[data-status=closed]"},
        {
            trigger: ".o_helpdesk_actions button[name=reopen]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".alert-success:contains(Your request is open again)"},
    ],
});
