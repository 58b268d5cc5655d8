//! A load generator that speaks SMB2. It does what its arguments say, when a line on its standard input says so,
//! and answers in lines of JSON.
mod block;
mod connection;
mod floor;
mod ghash;
mod histogram;
mod keys;
mod local;
mod logons;
mod measure;
mod mode;
mod naming;
mod ntlm;
mod options;
mod pattern;
mod processor;
mod protection;
mod pump;
mod reply;
mod report;
mod request;
mod session;
mod transfer;
mod workload;

use connection::{Connection, Target};
use mode::Mode;
use ntlm::Account;
use options::Options;
use report::{say, wait_for_word};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = words.split_first() else {
        eprintln!("larder-load run|logons|idle|floor|make|fill|evict --name value …");
        return ExitCode::from(2);
    };
    match obey(command, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("larder-load: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: &str, rest: &[String]) -> Result<(), String> {
    let options = &mut Options::parse(rest)?;
    match command {
        "run" => {
            let target = target(options)?;
            let plan = measure::Task::parse(options)?;
            options.done()?;
            measure::run(&target, plan)
        }
        "logons" => {
            let target = target(options)?;
            let threads = options.number("connections", 4)?;
            let (seconds, count) = (options.number("seconds", 3.0)?, options.number("count", 0)?);
            options.done()?;
            logons::run(&target, threads, seconds, count);
            Ok(())
        }
        "idle" => {
            let target = target(options)?;
            let count: usize = options.number("connections", 1000)?;
            options.done()?;
            let opened: Result<Vec<Connection>, _> = (0..count).map(|_| Connection::open(&target)).collect();
            let opened = opened.map_err(|problem| problem.to_string())?;
            say(&format!("{{\"ready\":true,\"connections\":{}}}", opened.len()));
            wait_for_word();
            Ok(())
        }
        "floor" => floor::run(options),
        "make" => local::make(options),
        "fill" => local::fill(options),
        "evict" => local::evict(options),
        _ => Err(format!("there is no command {command}")),
    }
}

fn target(options: &mut Options) -> Result<Target, String> {
    let mode = options.text("mode", "plain");
    let (user, password) = (options.text("user", "alice"), options.text("password", "pass1234"));
    Ok(Target {
        host: options.text("host", "127.0.0.1"),
        port: options.number("port", 445)?,
        share: options.text("share", "data"),
        account: Account::new(&user, &password),
        mode: Mode::named(&mode).ok_or(format!("there is no mode {mode}"))?,
    })
}
