//! What is too much is not answered in full, and everybody else is:
//!
//! 1. Who asks too much is told once, then not answered; others are. It holds for `!faq`,
//!    mentions and direct rooms.
//! 2. A room where too much is asked is told once.
//! 3. The same entry asked again in a room leads to the answer that stands there, unless it was
//!    removed or edited to another, or its asker came later and may not be able to read it.
//! 4. When a room's answers take so long that a question would wait for half a minute, its asker is
//!    told at once; afterwards all is as before.

use super::bot::Setup;
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};
use super::proxy::{Fault, Proxy};

const BADGE: &str = "!faq j'ai perdu mon badge";
const ANSWER: &str = "Signalez la perte";
const ASKER: &str = "Vous posez beaucoup de questions";

#[test]
fn who_asks_too_much_is_told_once_and_others_are_answered() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let limits = "per_asker = 2\nper_place = 4\ncooldown = 0";
    let bot = Setup::new(server, &account).limits(limits).start();
    let room = camille.create(Room::plain("Foule").inviting(&[us, dominique.user()]));
    dominique.accept_invite(&room);
    camille.wait_for_member(&room, us);
    camille.wait_for_member(&room, dominique.user());
    let direct = camille.create(Room::direct(us));
    camille.wait_for_member(&direct, us);
    for _ in 0..2 {
        let asked = camille.say(&room, &Text::new(BADGE));
        assert!(camille.wait_for_answer(&asked).body().contains(ANSWER));
    }
    let told = camille.say(&room, &Text::new(BADGE));
    assert!(camille.wait_for_answer(&told).body().contains(ASKER));
    let silent = [
        camille.say(&room, &Text::new(BADGE)),
        camille.say(&room, &Text::new("mon badge est perdu").mentioning(us)),
        camille.say(&room, &Text::new("!aide")),
        camille.say(&direct, &Text::new("j'ai perdu mon badge")),
    ];
    for _ in 0..2 {
        let asked = dominique.say(&room, &Text::new(BADGE));
        assert!(dominique.wait_for_answer(&asked).body().contains(ANSWER), "somebody else");
    }
    // The room has had four questions now.
    let emile = Member::new(server, "emile");
    camille.invite(&room, emile.user());
    emile.accept_invite(&room);
    let asked = emile.say(&room, &Text::new(BADGE));
    let told = emile.wait_for_answer(&asked);
    assert!(told.body().contains("Beaucoup de questions sont posées ici"), "{told:#?}");
    for silent in &silent {
        let events = [camille.events(&room), camille.events(&direct)].concat();
        assert!(!events.iter().any(|event| event.answers(silent)), "told once");
    }
    bot.close(us, &[&camille, &dominique, &emile]);
}

#[test]
fn the_same_entry_again_leads_to_the_answer_that_stands_there() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let bot = Setup::new(server, &account).limits("per_asker = 0\nper_place = 0").start();
    for room in [Room::plain("Encore"), Room::encrypted("Encore")] {
        let room = camille.create(room.inviting(&[us, dominique.user()]));
        dominique.accept_invite(&room);
        camille.wait_for_member(&room, us);
        camille.wait_for_member(&room, dominique.user());
        let question = camille.say(&room, &Text::new(BADGE));
        let first = camille.wait_for_answer(&question);
        assert!(first.body().contains(ANSWER), "{first:#?}");
        let leads_to = |member: &Member<'_>, answer: &str| {
            let asked = member.say(&room, &Text::new("!faq mon badge est perdu"));
            let brief = member.wait_for_answer(&asked);
            let said = brief.body();
            let leads = said.contains("matrix.to") && said.contains(answer.trim_start_matches('$'));
            assert!(leads && !said.contains(ANSWER), "{answer}: {brief:#?}");
            asked
        };
        let second = leads_to(&dominique, &first.id);
        leads_to(&camille, &first.id);
        // Whoever came later may not be able to read it.
        let emile = Member::new(server, "emile");
        camille.invite(&room, emile.user());
        emile.accept_invite(&room);
        camille.wait_for_member(&room, emile.user());
        let asked = emile.say(&room, &Text::new(BADGE));
        let full = emile.wait_for_answer(&asked);
        assert!(full.body().contains(ANSWER), "{full:#?}");
        leads_to(&dominique, &full.id);
        // An edited question is answered in full, and its answer shows something else then.
        dominique.edit(&room, &second, Text::new(BADGE));
        let answer = dominique.wait_for_answer(&second);
        let shows = |words: &'static str| {
            dominique.wait_until_shown(&answer.id, |content| {
                let body = content.and_then(|content| content["body"].as_str());
                body.is_some_and(|body| body.contains(words))
            });
        };
        shows(ANSWER);
        leads_to(&camille, &answer.id);
        dominique.edit(&room, &second, Text::new("!faq comment faire entrer un visiteur ?"));
        shows("laissez-passer");
        let asked = camille.say(&room, &Text::new(BADGE));
        let full = camille.wait_for_answer(&asked);
        assert!(full.body().contains(ANSWER), "{full:#?}");
        // An answer that somebody removes, and one that goes with its question.
        camille.redact(&room, &full.id);
        let asked = dominique.say(&room, &Text::new(BADGE));
        let full = dominique.wait_for_answer(&asked);
        assert!(full.body().contains(ANSWER), "{full:#?}");
        dominique.redact(&room, &asked);
        dominique.wait_until_shown(&full.id, |content| content.is_none());
        let asked = dominique.say(&room, &Text::new(BADGE));
        assert!(dominique.wait_for_answer(&asked).body().contains(ANSWER));
    }
    // Nobody else reads a direct room.
    let direct = camille.create(Room::direct(us));
    camille.wait_for_member(&direct, us);
    for _ in 0..2 {
        let asked = camille.say(&direct, &Text::new("j'ai perdu mon badge"));
        assert!(camille.wait_for_answer(&asked).body().contains(ANSWER));
    }
    bot.close(us, &[&camille, &dominique]);
}

#[test]
fn what_would_wait_too_long_is_turned_away_at_once() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let us = &*account.user;
    let camille = Member::new(server, "camille");
    let dominique = Member::new(server, "dominique");
    let proxy = Proxy::before(server);
    let limits = "per_asker = 0\nper_place = 0\ncooldown = 0";
    let bot = Setup::new(server, &account).through(server, &proxy.url()).limits(limits).start();
    let room = camille.create(Room::plain("Lenteur").inviting(&[us, dominique.user()]));
    dominique.accept_invite(&room);
    camille.wait_for_member(&room, us);
    camille.wait_for_member(&room, dominique.user());
    proxy.fail_path("/send/m.room.message", Fault::Late(4));
    // The bot learns how long an answer takes here: it begins with the second one when it is done
    // with the first.
    for _ in 0..2 {
        let asked = camille.say(&room, &Text::new(BADGE));
        assert!(camille.wait_for_answer(&asked).body().contains(ANSWER));
    }
    let asked: Vec<String> = (0..20).map(|_| camille.say(&room, &Text::new(BADGE))).collect();
    // The last of hers would wait for more than a minute.
    let theirs = dominique.say(&room, &Text::new(BADGE));
    let told = dominique.wait_for_answer(&theirs);
    assert!(told.body().contains("Trop de questions arrivent"), "{told:#?}");
    proxy.stop_failing();
    // Those that were not turned away are answered, and then there is nothing to wait for.
    for asked in &asked[..7] {
        assert!(camille.wait_for_answer(asked).body().contains(ANSWER));
    }
    let after = dominique.say(&room, &Text::new("!faq comment faire entrer un visiteur ?"));
    assert!(dominique.wait_for_answer(&after).body().contains("laissez-passer"));
    let events = camille.events(&room);
    let answers =
        |id: &str| events.iter().any(|event| event.answers(id) && event.body().contains(ANSWER));
    // Which ones depends on when a place in the queue became free; she was told for the first.
    let answered = asked.iter().filter(|id| answers(id)).count();
    assert!((7..20).contains(&answered), "{answered} were answered");
    bot.close(us, &[&camille, &dominique]);
}
