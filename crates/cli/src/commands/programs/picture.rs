//! The history of a program as a picture: what of the law and which steps of the ladder bound when.

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

/// The picture as SVG, with colors for light and dark.
pub(super) fn svg(shown: &Shown<'_>) -> String {
    let scale = Scale::of(shown);
    let program = shown.program;
    let mut lanes: Vec<String> = Vec::new();
    let mut body = String::new();
    lane(&mut body, &mut lanes, "law", shown, &scale, |stretch| {
        Some(if stretch.in_force { "on" } else { "off" })
    });
    for (at, step) in program.steps.iter().enumerate() {
        let name = format!("step {}", step.id);
        lane(&mut body, &mut lanes, &name, shown, &scale, |stretch| {
            (stretch.steps > at).then_some("step")
        });
    }
    if program.interim.is_some() {
        lane(&mut body, &mut lanes, "interim", shown, &scale, |stretch| {
            stretch.interim.then_some("interim")
        });
    }
    body.push_str(&marks(shown, &scale, &mut lanes));
    #[allow(clippy::cast_precision_loss, reason = "a few lanes")]
    let bottom = TOP + lanes.len() as f64 * LANE;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" class=\"history\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\"><title>{title}</title><style>{STYLE}</style>\n",
        height = bottom + 12.0,
        title = Esc(format!("{}: what bound when", program.id)),
    );
    text.push_str(&years(&scale, bottom));
    text.push_str(&body);
    for (at, name) in lanes.iter().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "a few lanes")]
        let y = TOP + at as f64 * LANE + LANE * 0.65;
        text.push_str(&format!("<text x=\"0\" y=\"{y:.1}\">{}</text>\n", Esc(cut(name))));
    }
    text.push_str("</svg>\n");
    text
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

/// A lane with a bar for each stretch that has a class.
fn lane(
    body: &mut String,
    lanes: &mut Vec<String>,
    name: &str,
    shown: &Shown<'_>,
    scale: &Scale,
    class: impl Fn(&Stretch) -> Option<&'static str>,
) {
    #[allow(clippy::cast_precision_loss, reason = "a few lanes")]
    let y = TOP + lanes.len() as f64 * LANE;
    lanes.push(name.to_owned());
    let ends = shown.stretches.iter().skip(1).map(|next| next.from).chain([None]);
    for (stretch, end) in shown.stretches.iter().zip(ends) {
        // Before the first day nothing is known to draw.
        let (Some(class), Some(from)) = (class(stretch), stretch.from) else {
            continue;
        };
        let until = end.map_or(WIDTH - RIGHT, |end| scale.x(end));
        let x = scale.x(from);
        body.push_str(&format!(
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" class=\"{class}\"><title>{}</title></rect>\n",
            y + 4.0,
            (until - x).max(1.5),
            LANE - 8.0,
            Esc(format!("{from}: {}", stretch.standing))
        ));
    }
}

/// Milestones, reviews and appeals, a mark each.
fn marks(shown: &Shown<'_>, scale: &Scale, lanes: &mut Vec<String>) -> String {
    let program = shown.program;
    let milestones = program.milestones.iter();
    let milestones: Vec<(Date, String)> = milestones.map(|of| (of.date, of.review.clone())).collect();
    let reviews = program.phases.iter().filter_map(|phase| {
        let basis = phase.basis.as_deref().unwrap_or("no basis given");
        Some((phase.review_by?, format!("review of {basis}")))
    });
    let appeals = shown.appeals.iter().map(|appeal| {
        let words = format!("appeal of {}: {}", appeal.appellant, appeal.result);
        (appeal.date, words)
    });
    let mut text = String::new();
    for (name, days) in [
        ("milestones", milestones),
        ("reviews", reviews.collect()),
        ("appeals", appeals.collect()),
    ] {
        if days.is_empty() {
            continue;
        }
        #[allow(clippy::cast_precision_loss, reason = "a few lanes")]
        let y = TOP + lanes.len() as f64 * LANE + LANE / 2.0;
        lanes.push(name.to_owned());
        for (day, words) in days {
            text.push_str(&format!(
                "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\" class=\"mark\"><title>{}</title></circle>\n",
                scale.x(day),
                Esc(format!("{day}: {words}"))
            ));
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a few lanes")]
    let bottom = TOP + lanes.len() as f64 * LANE;
    let x = scale.x(shown.today);
    text.push_str(&format!(
        "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom:.1}\" class=\"now\"><title>{}</title></line>\n",
        shown.today
    ));
    text
}

/// The years, each with a line from top to bottom; in a long history some of them.
fn years(scale: &Scale, bottom: f64) -> String {
    let (first, last) = (i64::from(scale.first.year()), scale.days / 365);
    let every = (last / MARKS_MAX + 1).max(1);
    let mut text = String::new();
    for year in (first..=first + last + 1).filter(|year| year % every == 0) {
        let Some(day) = i16::try_from(year)
            .ok()
            .and_then(|year| Date::new(year, 1, 1).ok())
        else {
            continue;
        };
        if day < scale.first || days(scale.first, day) > scale.days {
            continue;
        }
        let x = scale.x(day);
        text.push_str(&format!(
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom:.1}\" class=\"grid\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" class=\"dim\">{year}</text>\n",
            TOP - 12.0
        ));
    }
    text
}
