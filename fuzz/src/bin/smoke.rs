//! Runs the targets with inputs made by chance, for so many seconds. See the README.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    panic::catch_unwind,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use portcullis_fuzz::{TARGETS, Target, mutate::Mutator};

const USAGE: &str = "smoke [--seconds N] [--seed N] [--input FILE] [TARGET]...";

/// An input that takes longer is reported as one that never ends would be …
const INPUT_SECONDS_MAX: u64 = 20;

/// … where it does so each of so many times: the clock also counts what the machine gives to others.
const SLOW_TIMES: u32 = 3;

struct Options {
    seconds: u64,
    seed: u64,
    input: Option<String>,
    targets: Vec<&'static Target>,
}

impl Options {
    fn read() -> Result<Options, String> {
        let mut options = Options {
            seconds: 30,
            seed: std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
            input: None,
            targets: Vec::new(),
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(USAGE);
            let number = |text: String| text.parse::<u64>().map_err(|error| format!("{text}: {error}"));
            match argument.as_str() {
                "--seconds" => options.seconds = number(value()?)?,
                "--seed" => options.seed = number(value()?)?,
                "--input" => options.input = Some(value()?),
                name => {
                    let target = TARGETS.iter().find(|target| target.name == name);
                    options.targets.push(target.ok_or_else(|| {
                        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
                        format!("{name}: no such target; there are {}\n{USAGE}", names.join(", "))
                    })?);
                }
            }
        }
        if options.targets.is_empty() {
            options.targets = TARGETS.iter().filter(|target| target.is_promised).collect();
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    if let Some(file) = &options.input {
        let input = fs::read(file).expect("the input can be read");
        options.targets.iter().for_each(|target| (target.run)(&input));
        return ExitCode::SUCCESS;
    }
    let share = Duration::from_secs(options.seconds) / u32::try_from(options.targets.len()).unwrap_or(1);
    let mut is_good = true;
    for target in &options.targets {
        is_good &= fuzz(target, options.seed, share);
    }
    ExitCode::from(u8::from(!is_good))
}

/// Runs a target until its time is over or an input breaks a promise.
fn fuzz(target: &Target, seed: u64, time: Duration) -> bool {
    let began = Instant::now();
    let seeds = (target.seeds)();
    let mut mutator = Mutator::new(seed);
    let mut count = 0u64;
    let mut next = seeds.iter().cloned();
    loop {
        let input = next.next().unwrap_or_else(|| mutator.input(&seeds));
        let run = target.run;
        let (mut is_broken, mut is_slow) = (false, true);
        for _ in 0..SLOW_TIMES {
            let started = Instant::now();
            is_broken = catch_unwind(|| run(&input)).is_err();
            is_slow = started.elapsed() > Duration::from_secs(INPUT_SECONDS_MAX);
            if is_broken || !is_slow {
                break;
            }
        }
        if is_broken || is_slow {
            let kept = keep(target.name, &input);
            let what = if is_broken { "panicked" } else { "took too long" };
            eprintln!("{}: input {count} of seed {seed} {what}: {kept}", target.name);
            return false;
        }
        count += 1;
        if began.elapsed() >= time && count >= seeds.len() as u64 {
            println!(
                "{}: {count} inputs of seed {seed} in {:.1} s, nothing found",
                target.name,
                began.elapsed().as_secs_f32()
            );
            return true;
        }
    }
}

/// Writes an input where it can be found again.
fn keep(target: &str, input: &[u8]) -> String {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/found"));
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let file = folder.join(format!("{target}-{:016x}", hasher.finish()));
    match fs::create_dir_all(folder).and_then(|()| fs::write(&file, input)) {
        Ok(()) => file.display().to_string(),
        Err(error) => format!("cannot be kept: {error}"),
    }
}
