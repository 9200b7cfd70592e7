//! Notifications: which events go to which topic.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_autoscaling::types::NotificationConfiguration;
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::NotificationType;
use scaffold_provider::Error;

use crate::client::{AutoScaling, told_apart};
use crate::sets::{Changes, changes, gone_is_done};

/// Events by topic.
pub(crate) type Notifications = BTreeMap<String, BTreeSet<NotificationType>>;

pub(crate) fn live<'a>(
    configurations: impl IntoIterator<Item = &'a NotificationConfiguration>,
) -> Notifications {
    let mut notifications = Notifications::new();
    for configuration in configurations {
        let kind = configuration.notification_type().and_then(NotificationType::from_word);
        if let Some((topic, kind)) = configuration.topic_arn.clone().zip(kind) {
            notifications.entry(topic).or_default().insert(kind);
        }
    }
    notifications
}

impl AutoScaling {
    /// Makes a group's notifications what is wanted. A put takes the place of all that the topic had.
    pub async fn set_notifications(
        &self,
        group: &str,
        there: &Notifications,
        wanted: &Notifications,
    ) -> Result<(), Error> {
        let Changes { gone, put } = changes(there, wanted, |_, _| true);
        for topic in gone {
            let call = self.client.delete_notification_configuration();
            let call = call.auto_scaling_group_name(group).topic_arn(topic);
            let answer = self.write("DeleteNotificationConfiguration", || call.clone().send()).await;
            gone_is_done(answer.map(drop).map_err(told_apart))?;
        }
        for (topic, events) in put {
            let events = events.iter().map(|event| event.word().to_owned()).collect();
            let call = self.client.put_notification_configuration();
            let call = call.auto_scaling_group_name(group).topic_arn(topic);
            let call = call.set_notification_types(Some(events));
            self.write("PutNotificationConfiguration", || call.clone().send()).await.map_err(told_apart)?;
        }
        Ok(())
    }
}
