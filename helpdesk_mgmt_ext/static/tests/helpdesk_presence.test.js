// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {
    EXPIRY,
    HEARTBEAT,
    HelpdeskPresence,
} from "@helpdesk_mgmt_ext/presence/helpdesk_presence_service.esm";
import {advanceTime, tick} from "@odoo/hoot-mock";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {user} from "@web/core/user";

describe.current.tags("headless");

const COLLEAGUE = {
    ticket_id: 7,
    user_id: 4242,
    partner_id: 1,
    name: "Carla",
    state: "viewing",
};

let presence = null;

beforeEach(() => {
    const bus = {
        addChannel: (name) => expect.step(`listen ${name}`),
        deleteChannel: (name) => expect.step(`unlisten ${name}`),
        subscribe: () => undefined,
        addEventListener: () => undefined,
    };
    const call = (model, method, [[id], state, hello]) => {
        expect.step(`${id} ${state}${hello ? " hello" : ""}`);
        return Promise.resolve(true);
    };
    presence = new HelpdeskPresence(bus, {silent: {call}});
});

const names = (room) => Object.values(room.peers).map((peer) => peer.name);

test("who enters says hello, and nothing more while alone", async () => {
    presence.enter(7);
    presence.setReplying(7, true);
    await advanceTime(10 * HEARTBEAT);
    expect.verifySteps(["listen helpdesk_ticket_presence_7", "7 viewing hello"]);
    presence.leave(7);
    expect.verifySteps(["unlisten helpdesk_ticket_presence_7"]);
});

test("a hello is answered with what one does", async () => {
    const room = presence.enter(7);
    presence.setReplying(7, true);
    presence.onPresence({...COLLEAGUE, hello: true});
    await tick();
    expect(names(room)).toEqual(["Carla"]);
    expect.verifySteps([
        "listen helpdesk_ticket_presence_7",
        "7 viewing hello",
        "7 replying",
    ]);
});

test("one repeats oneself to a colleague and says goodbye", async () => {
    presence.enter(7);
    presence.onPresence(COLLEAGUE);
    await advanceTime(HEARTBEAT);
    presence.setReplying(7, true);
    presence.leave(7);
    await advanceTime(10 * HEARTBEAT);
    expect.verifySteps([
        "listen helpdesk_ticket_presence_7",
        "7 viewing hello",
        "7 viewing",
        "7 replying",
        "unlisten helpdesk_ticket_presence_7",
        "7 left",
    ]);
});

test("who falls silent is forgotten, after a last hello", async () => {
    const room = presence.enter(7);
    presence.onPresence(COLLEAGUE);
    await advanceTime(EXPIRY + HEARTBEAT);
    expect(names(room)).toEqual([]);
    const steps = ["listen helpdesk_ticket_presence_7", "7 viewing hello"];
    expect.verifySteps([...steps, "7 viewing", "7 viewing", "7 viewing hello"]);
    await advanceTime(10 * HEARTBEAT);
    expect.verifySteps([]);
});

test("who leaves is forgotten at once", async () => {
    const room = presence.enter(7);
    presence.onPresence(COLLEAGUE);
    presence.onPresence({...COLLEAGUE, state: "left"});
    expect(names(room)).toEqual([]);
    expect.verifySteps(["listen helpdesk_ticket_presence_7", "7 viewing hello"]);
});

test("one's own other tab, and other tickets, are no company", async () => {
    const room = presence.enter(7);
    presence.onPresence({...COLLEAGUE, user_id: user.userId});
    presence.onPresence({...COLLEAGUE, ticket_id: 8});
    expect(names(room)).toEqual([]);
    expect.verifySteps(["listen helpdesk_ticket_presence_7", "7 viewing hello"]);
});

test("two views of one ticket in a tab count once", async () => {
    const first = presence.enter(7);
    expect(presence.enter(7)).toBe(first);
    presence.leave(7);
    expect.verifySteps(["listen helpdesk_ticket_presence_7", "7 viewing hello"]);
    presence.leave(7);
    expect.verifySteps(["unlisten helpdesk_ticket_presence_7"]);
});
