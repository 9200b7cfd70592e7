//! Scheduled actions, in both directions.

use std::collections::BTreeMap;

use aws_sdk_autoscaling::types::ScheduledUpdateGroupAction;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use scaffold_kinds::autoscaling::Schedule;
use scaffold_provider::{Class, Error};

use crate::client::{AutoScaling, told_apart};
use crate::metric::small;
use crate::sets::{Changes, changes, gone_is_done};

const PUT: &str = "PutScheduledUpdateGroupAction";

/// A group's scheduled actions by name.
pub(crate) type Schedules = BTreeMap<String, Schedule>;

pub(crate) fn live(action: &ScheduledUpdateGroupAction) -> Schedule {
    let text = |time: Option<&DateTime>| time.and_then(|time| time.fmt(Format::DateTime).ok());
    Schedule {
        recurrence: action.recurrence.clone().filter(|text| !text.is_empty()),
        time_zone: action.time_zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        start_time: text(action.start_time()),
        end_time: text(action.end_time()),
        min_size: action.min_size().map(i64::from),
        max_size: action.max_size().map(i64::from),
        desired_capacity: action.desired_capacity().map(i64::from),
    }
}

/// What is not said in a call stays as it was: what loses a value is made anew.
fn loses_nothing(before: &Schedule, after: &Schedule) -> bool {
    let Schedule { recurrence, time_zone: _, start_time: _, end_time, min_size, max_size, desired_capacity } =
        before;
    let kept = |before: bool, after: bool| !before || after;
    kept(recurrence.is_some(), after.recurrence.is_some())
        && kept(end_time.is_some(), after.end_time.is_some())
        && kept(min_size.is_some(), after.min_size.is_some())
        && kept(max_size.is_some(), after.max_size.is_some())
        && kept(desired_capacity.is_some(), after.desired_capacity.is_some())
}

/// The next time that AWS reckons is no difference.
fn without_reckoned(there: &Schedules, wanted: &Schedules) -> Schedules {
    let mut there = there.clone();
    for (name, schedule) in &mut there {
        if wanted.get(name).is_some_and(|wanted| wanted.start_time.is_none()) {
            schedule.start_time = None;
        }
    }
    there
}

impl AutoScaling {
    /// Makes a group's scheduled actions what is wanted.
    pub async fn set_schedules(
        &self,
        group: &str,
        there: &Schedules,
        wanted: &Schedules,
    ) -> Result<(), Error> {
        let there = without_reckoned(there, wanted);
        let Changes { gone, put } = changes(&there, wanted, loses_nothing);
        for name in gone {
            let call = self.client.delete_scheduled_action();
            let call = call.auto_scaling_group_name(group).scheduled_action_name(name);
            let answer = self.write("DeleteScheduledAction", || call.clone().send()).await;
            gone_is_done(answer.map(drop).map_err(told_apart))?;
        }
        for (name, schedule) in put {
            let Schedule {
                recurrence,
                time_zone,
                start_time,
                end_time,
                min_size,
                max_size,
                desired_capacity,
            } = schedule;
            let call = self
                .client
                .put_scheduled_update_group_action()
                .auto_scaling_group_name(group)
                .scheduled_action_name(name)
                .set_recurrence(recurrence.clone())
                .set_time_zone(recurrence.as_ref().map(|_| time_zone.clone()))
                .set_start_time(self.time(start_time.as_deref())?)
                .set_end_time(self.time(end_time.as_deref())?)
                .set_min_size(small(*min_size))
                .set_max_size(small(*max_size))
                .set_desired_capacity(small(*desired_capacity));
            self.write(PUT, || call.clone().send()).await.map_err(told_apart)?;
        }
        Ok(())
    }

    fn time(&self, text: Option<&str>) -> Result<Option<DateTime>, Error> {
        let parse = |text: &str| {
            DateTime::from_str(text, Format::DateTime).map_err(|_| {
                self.error(Class::Invalid, PUT, format!("`{text}` is no time such as 2027-01-31T06:00:00Z"))
            })
        };
        text.map(parse).transpose()
    }
}
