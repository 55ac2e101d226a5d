//! The history of a program as a picture: what of the law and which steps of the ladder bound when.

use maud::{Markup, PreEscaped, html};
use portcullis_exemptions::{Appeal, Program, Stretch};
use portcullis_model::Date;
use portcullis_screening::Esc;

/// Units of the picture from left to right; it is scaled to where it is shown.
const WIDTH: f64 = 960.0;
/// Where the lanes begin, right of their names.
const LEFT: f64 = 150.0;
const RIGHT: f64 = 24.0;
const LANE: f64 = 26.0;
const TOP: f64 = 34.0;
/// Room around the picture, for who looks at it by itself.
const PADDING: f64 = 12.0;
/// Days that the picture shows after the last thing that happened.
const MARGIN_DAYS: i64 = 60;
/// Years that have a mark of their own at most.
const MARKS_MAX: i64 = 12;

/// What a picture shows.
pub(super) struct Shown<'a> {
    pub program: &'a Program,
    pub stretches: &'a [Stretch],
    pub appeals: &'a [&'a Appeal],
    /// Up to where it is history; what is later is ahead.
    pub today: Date,
}

/// Days from one to another.
fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The scale of time.
struct Scale {
    first: Date,
    days: i64,
}

impl Scale {
    fn of(shown: &Shown<'_>) -> Scale {
        let program = shown.program;
        let begun = shown.stretches.iter().filter_map(|stretch| stretch.from);
        let milestones = program.milestones.iter().map(|milestone| milestone.date);
        let reviews = program.phases.iter().filter_map(|phase| phase.review_by);
        let appeals = shown.appeals.iter().map(|appeal| appeal.date);
        let all: Vec<Date> = begun.chain(milestones).chain(reviews).chain(appeals).collect();
        let first = all.iter().min().copied().unwrap_or(shown.today).min(shown.today);
        let last = all.iter().max().copied().unwrap_or(shown.today).max(shown.today);
        Scale {
            first,
            days: days(first, last) + MARGIN_DAYS,
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "a place on a screen")]
    fn x(&self, day: Date) -> f64 {
        let share = days(self.first, day) as f64 / self.days.max(1) as f64;
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }
}

/// A row of the picture: its name, and what stands in it.
struct Lane {
    name: String,
    drawn: Markup,
}

/// From the top of the picture to that of the lane at a place.
#[allow(clippy::cast_precision_loss, reason = "a few lanes")]
fn top_of(at: usize) -> f64 {
    TOP + at as f64 * LANE
}

/// A place in the picture, to a tenth of a unit.
fn unit(at: f64) -> String {
    format!("{at:.1}")
}

/// The picture as SVG, with colors for light and dark.
pub(super) fn svg(shown: &Shown<'_>) -> Markup {
    let scale = Scale::of(shown);
    let lanes = lanes(shown, &scale);
    let bottom = top_of(lanes.len());
    let title = format!("{}: what bound when", shown.program.id);
    html! {
        svg.history xmlns="http://www.w3.org/2000/svg" role="img"
            viewBox={ (-PADDING) " 0 " (WIDTH + 2.0 * PADDING) " " (bottom + LANE + PADDING) }
            font-family="system-ui, sans-serif" font-size="12" {
            title { (Esc(title)) }
            style { (PreEscaped(STYLE)) }
            (years(&scale, bottom))
            @for lane in &lanes { (lane.drawn) }
            (now(shown.today, &scale, bottom))
            @for (at, lane) in lanes.iter().enumerate() {
                text x="0" y=(unit(top_of(at) + LANE * 0.65)) { (Esc(cut(&lane.name))) }
            }
            (key(shown, bottom))
        }
    }
}

/// What the colors mean, below the lanes.
#[allow(clippy::cast_precision_loss, reason = "a few letters")]
fn key(shown: &Shown<'_>, bottom: f64) -> Markup {
    const SWATCH: f64 = 14.0;
    /// Units that a letter takes at most, and what stands between two entries.
    const LETTER: f64 = 7.0;
    const GAP: f64 = 26.0;
    let (program, today) = (shown.program, format!("dashed: {}", shown.today));
    let mut entries = vec![("on", "in force")];
    if shown
        .stretches
        .iter()
        .any(|stretch| !stretch.in_force && stretch.from.is_some())
    {
        entries.push(("off", "suspended or ended"));
    }
    if !program.steps.is_empty() {
        entries.push(("step", "a step binds"));
    }
    if program.interim.is_some() {
        entries.push(("interim", "interim measures bind"));
    }
    entries.push(("", &today));
    let mut x = LEFT;
    let y = bottom + LANE * 0.65;
    html! {
        @for (class, words) in entries {
            @if !class.is_empty() { rect class=(class) x=(unit(x)) y=(unit(y - 9.0)) width=(unit(SWATCH - 4.0)) height="10" {} }
            text.dim x=(unit(x + if class.is_empty() { 0.0 } else { SWATCH })) y=(unit(y)) { (words) }
            @let () = x += SWATCH + words.chars().count() as f64 * LETTER + GAP - SWATCH;
        }
    }
}

const STYLE: &str = ".history{min-width:640px}.history text{fill:#1d2530}.history .dim{fill:#556171}.history .grid{stroke:#d9dee5}.history .on{fill:#a3201a}\
.history .off{fill:#d9dee5}.history .step{fill:#845000}.history .interim{fill:#85296a}.history .mark{fill:#1d5a94}\
.history .now{stroke:#556171;stroke-dasharray:3 3}@media(prefers-color-scheme:dark){.history text{fill:#e3e7ed}\
.history .dim{fill:#a3aebb}.history .grid{stroke:#37404b}.history .on{fill:#ff928a}.history .off{fill:#37404b}\
.history .step{fill:#f0b866}.history .interim{fill:#eb9fd0}.history .mark{fill:#8bc0f4}.history .now{stroke:#a3aebb}}";

/// A name of a lane that has room beside it.
fn cut(name: &str) -> String {
    const CHARS_MAX: usize = 22;
    match name.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}\u{2026}", &name[..end]),
        None => name.to_owned(),
    }
}

/// The lanes of the picture, from the top: the law, the steps of the ladder, interim measures, and what happens on single days.
fn lanes(shown: &Shown<'_>, scale: &Scale) -> Vec<Lane> {
    let program = shown.program;
    let mut lanes = Vec::new();
    let mut add = |name: String, class: &dyn Fn(&Stretch) -> Option<&'static str>| {
        let drawn = bars(lanes.len(), shown, scale, class);
        lanes.push(Lane { name, drawn });
    };
    add("law".to_owned(), &|stretch| {
        Some(if stretch.in_force { "on" } else { "off" })
    });
    for (at, step) in program.steps.iter().enumerate() {
        add(format!("step {}", step.id), &|stretch| {
            (stretch.steps > at).then_some("step")
        });
    }
    if program.interim.is_some() {
        add("interim".to_owned(), &|stretch| {
            stretch.interim.then_some("interim")
        });
    }
    for (name, days) in single_days(shown) {
        if !days.is_empty() {
            let drawn = marks(lanes.len(), &days, scale);
            lanes.push(Lane {
                name: name.to_owned(),
                drawn,
            });
        }
    }
    lanes
}

/// A bar for each stretch that has a class.
fn bars(
    lane: usize,
    shown: &Shown<'_>,
    scale: &Scale,
    class: &dyn Fn(&Stretch) -> Option<&'static str>,
) -> Markup {
    let ends = shown.stretches.iter().skip(1).map(|next| next.from).chain([None]);
    // Before the first day nothing is known to draw.
    let bars = shown
        .stretches
        .iter()
        .zip(ends)
        .filter_map(|(stretch, end)| Some((class(stretch)?, stretch.from?, end, stretch)));
    html! {
        @for (class, from, end, stretch) in bars {
            @let x = scale.x(from);
            @let until = end.map_or(WIDTH - RIGHT, |end| scale.x(end));
            rect class=(class) x=(unit(x)) y=(unit(top_of(lane) + 4.0)) width=(unit((until - x).max(1.5))) height=(unit(LANE - 8.0)) {
                title { (Esc(format!("{from}: {}", stretch.standing))) }
            }
        }
    }
}

/// Milestones, reviews and appeals: a day and words for each.
fn single_days(shown: &Shown<'_>) -> [(&'static str, Vec<(Date, String)>); 3] {
    let program = shown.program;
    let milestones = program.milestones.iter();
    let milestones = milestones.map(|of| (of.date, of.review.clone()));
    let reviews = program.phases.iter().filter_map(|phase| {
        let basis = phase.basis.as_deref().unwrap_or("no basis given");
        Some((phase.review_by?, format!("review of {basis}")))
    });
    let appeals = shown.appeals.iter().map(|appeal| {
        let words = format!("appeal of {}: {}", appeal.appellant, appeal.result);
        (appeal.date, words)
    });
    [
        ("milestones", milestones.collect()),
        ("reviews", reviews.collect()),
        ("appeals", appeals.collect()),
    ]
}

/// A mark for each day.
fn marks(lane: usize, days: &[(Date, String)], scale: &Scale) -> Markup {
    html! {
        @for (day, words) in days {
            circle.mark cx=(unit(scale.x(*day))) cy=(unit(top_of(lane) + LANE / 2.0)) r="5" {
                title { (Esc(format!("{day}: {words}"))) }
            }
        }
    }
}

/// Where history ends.
fn now(today: Date, scale: &Scale, bottom: f64) -> Markup {
    let x = unit(scale.x(today));
    html! { line.now x1=(x) x2=(x) y1=(TOP) y2=(unit(bottom)) { title { (today) } } }
}

/// The years, each with a line from top to bottom; in a long history some of them.
fn years(scale: &Scale, bottom: f64) -> Markup {
    let (first, last) = (i64::from(scale.first.year()), scale.days / 365);
    let every = (last / MARKS_MAX + 1).max(1);
    let years = (first..=first + last + 1).filter(|year| year % every == 0);
    let begins = years.filter_map(|year| Date::new(i16::try_from(year).ok()?, 1, 1).ok());
    let begins = begins.filter(|day| *day >= scale.first && days(scale.first, *day) <= scale.days);
    html! {
        @for day in begins {
            @let x = unit(scale.x(day));
            line.grid x1=(x) x2=(x) y1=(TOP) y2=(unit(bottom)) {}
            text.dim x=(x) y=(unit(TOP - 12.0)) text-anchor="middle" { (day.year()) }
        }
    }
}
