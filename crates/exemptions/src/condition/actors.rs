//! `actors`, `actor_roles` and `actor_not_designated`: the registered actor that may rely on a license, and where it must
//! stand.

use portcullis_model::{Field, Role};

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Shown, Term, join};
use super::designated_roles::DesignatedRoles;
use super::exclude::Exclusions;
use super::roles;
use crate::decide::obligation::Obligation;
use crate::toml_entry::Entry;
use crate::toml_file::{Spanned, TextList};
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actors {
    /// Registry classes, one of which the relying party must have; lower case.
    pub(crate) classes: Vec<String>,
    /// Where that party may stand; `None`: in any role.
    pub(crate) roles: Option<Vec<Field>>,
    /// Whether an actor that is hit itself may not rely on the license. `false`: it may not for its own hit alone.
    pub(crate) not_designated: bool,
}

/// Who else has a part in what is paid: whose order, bill or interest it is.
const BESIDE_PAYERS: [Role; 4] = [
    Role::InitiatingParty,
    Role::ThirdParty,
    Role::Invoicer,
    Role::Invoicee,
];

impl Actors {
    /// Whether the party that stands in a field is hit, so that the license does not hold for it.
    fn is_hit(&self, field: Field, case: &Case<'_>) -> bool {
        let party = field.party();
        // Where a place binds, whoever is there may be the one that the license is for.
        let is_hit = |other: &Obligation<'_>| other.place().is_none() && other.of.hit.field.party() == party;
        if self.not_designated {
            case.all.iter().any(is_hit)
        } else {
            is_hit(case.obligation)
        }
    }

    /// The role of a payer in which a listed party may stand beside an actor that pays, of which the license says nothing.
    fn open_payer(&self, context: &LintContext<'_>) -> Option<Field> {
        let may_stand =
            |listed: Option<&Vec<Field>>, role| listed.is_none_or(|listed| roles::stands_in(listed, role));
        let payers = [
            (Field::DEBTOR, Field::ULTIMATE_DEBTOR),
            (Field::ULTIMATE_DEBTOR, Field::DEBTOR),
        ];
        let designated = context.other::<DesignatedRoles>().map(|stated| &stated.0);
        let excluded = context.other::<Exclusions>();
        let is_open = |other: Field| {
            may_stand(designated, other) && !excluded.is_some_and(|excluded| excluded.speaks_of(other))
        };
        let may_pay = |actor: &Field| may_stand(self.roles.as_ref(), *actor);
        let open = payers
            .iter()
            .find(|(actor, other)| may_pay(actor) && is_open(*other));
        let beside = BESIDE_PAYERS.map(Field::of);
        let pays = payers.iter().any(|(actor, _)| may_pay(actor));
        open.map(|(_, other)| *other)
            .or_else(|| beside.into_iter().find(|other| pays && is_open(*other)))
    }

    /// What parties show of which none is registered: nothing where one that could be the actor states no account, BIC or
    /// LEI to look it up by.
    fn shown_by_strangers(&self, case: &Case<'_>) -> Shown {
        let hit = case.obligation.of.hit.field.party();
        let unknown = case.evidence.payment.without_identifier().any(|field| {
            let fits = self
                .roles
                .as_ref()
                .is_none_or(|roles| roles::stands_in(roles, field));
            fits && field.party() != hit
        });
        if unknown { Shown::Nothing } else { Shown::NotMet }
    }
}

impl Condition for Actors {
    const KEYS: &'static [&'static str] = &["actors", "actor_roles", "actor_not_designated"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Actors> {
        let classes = table.take::<TextList>("actors", entry);
        let roles_stated = table.take::<TextList>("actor_roles", entry);
        let read = entry.list(classes.as_ref(), "actors", |entry, class| {
            entry.text(class, "actors").map(|class| class.to_lowercase())
        });
        let roles = roles::read(
            entry,
            roles_stated.as_ref(),
            "actor_roles",
            roles::FreeText::Refused,
        );
        let not_designated = table.take::<Spanned<bool>>("actor_not_designated", entry);
        let alone = "is given without `actors`; name the registry classes that may rely on it";
        if let (Some(at), None) = (&roles_stated, &classes) {
            entry.problem(at, "actor_roles", alone);
        }
        if let (Some(at), None) = (&not_designated, &classes) {
            entry.problem(at, "actor_not_designated", alone);
        }
        Some(Actors {
            classes: read?,
            roles,
            not_designated: not_designated.is_none_or(|stated| *stated.get_ref()),
        })
    }

    /// A registered actor of one of the classes must stand in one of the roles. The party that was hit cannot be the
    /// actor that releases it.
    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let mut near = None;
        for (role, found) in &case.evidence.recognized {
            let actor = found.actor;
            let role_fits = self
                .roles
                .as_ref()
                .is_none_or(|roles| roles::stands_in(roles, *role));
            let class = actor.classes.iter().find(|class| self.classes.contains(class));
            let class_fits = class.is_some();
            let called = found.called.as_deref();
            let called = called.map_or_else(String::new, |name| format!(" alone, under the name {name}"));
            let what = format!(
                "{role} is {} {} ({}) by {}{called}",
                actor.actor_id,
                actor.name,
                class.map_or_else(|| actor.classes.join(", "), |class| actor.of_scope(class)),
                found.by
            );
            if role_fits && class_fits && found.valid && found.against.is_none() && !self.is_hit(*role, case)
            {
                clauses.add("actors", true, what);
                return;
            }
            let why = if let Some(against) = &found.against {
                against
            } else if !role_fits {
                "not a role that the license names"
            } else if !class_fits {
                "not a class that the license names"
            } else if !found.valid {
                "not registered on this day"
            } else {
                "but is itself a party that was hit"
            };
            near.get_or_insert(format!("{what}, {why}"));
        }
        let place = self
            .roles
            .as_ref()
            .map_or_else(|| "any role".to_owned(), |roles| join(roles));
        let needed = format!("needed is a registered {} as {place}", self.classes.join(" or "));
        let (shown, evidence) = match near {
            Some(near) => (Shown::NotMet, format!("{near}; {needed}")),
            None => (
                self.shown_by_strangers(case),
                format!("no party is in the registry by account, BIC or LEI; {needed}"),
            ),
        };
        clauses.add("actors", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        let roles = self
            .roles
            .as_ref()
            .map(|roles| Term::labeled("actor_roles", "as", join(roles)));
        std::iter::once(Term::plain("actors", join(&self.classes)))
            .chain(roles)
            .collect()
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        if let Some(open) = self.open_payer(context) {
            let message = format!(
                "releases what a listed {open} pays with the actor beside it; exclude it ([[license.exclude]] designated_roles = [\"debtor\", \"ultimate_debtor\", \"initiating_party\", \"third_party\", \"invoicer\", \"invoicee\"]), or say in designated_roles where the designated party may stand"
            );
            say(LintKind::OpenPayer, message);
        }
        let usable = context.actors.iter().any(|actor| {
            actor.has_identifier && actor.classes.iter().any(|class| self.classes.contains(class))
        });
        if !context.actors.is_empty() && !usable {
            let message = format!(
                "relies on {}, and the registry has no such actor with an identifier",
                self.classes.join(" or ")
            );
            say(LintKind::Unreachable, message);
        }
        if let (Some(roles), Some(designated)) = (&self.roles, context.other::<DesignatedRoles>())
            && roles.len() == 1
            && *roles == designated.0
        {
            say(
                LintKind::Unreachable,
                "the relying party and the designated party can only stand in the same role; a listed party does not release itself"
                    .to_owned(),
            );
        }
    }
}
