use scaffold_model::{KindSchema, Live, Lookup, Refusal, Resource, Value, Values};

use crate::codes;
use crate::decide::Decider;
use crate::names::{Names, unknown_names};
use crate::parameters::{Pinned, pin};
use crate::prefix_lists::{held, names_in, put};
use crate::zones::NoZone;

impl Decider<'_> {
    /// Values with what their parameters hold.
    pub(crate) fn with_parameters(
        &mut self,
        resource: &Resource,
        schema: &KindSchema,
        mut values: Values,
    ) -> Values {
        for attribute in schema.schema.attributes.iter().filter(|attribute| attribute.by_parameter) {
            let Some(value) = values.get_mut(attribute.name) else { continue };
            match pin(resource, attribute.name, value, self.snapshot) {
                Pinned::Plain => {}
                Pinned::Known(held) => *value = held,
                Pinned::Unknown(lookup) => self.lookups.push(lookup),
                Pinned::Missing(refusal) => self.refusals.push(refusal),
            }
        }
        values
    }

    /// Values with the ids of the prefix lists that they name, at any depth.
    pub(crate) fn with_prefix_lists(
        &mut self,
        resource: &Resource,
        schema: &KindSchema,
        mut values: Values,
    ) -> Values {
        for attribute in &schema.schema.attributes {
            let Some(value) = values.get_mut(attribute.name) else { continue };
            for name in names_in(&attribute.ty, value) {
                match held(resource, attribute.name, &name, self.snapshot) {
                    Pinned::Known(id) => put(&attribute.ty, value, &name, &id),
                    Pinned::Unknown(lookup) => self.lookups.push(lookup),
                    Pinned::Missing(refusal) => self.refusals.push(refusal),
                    Pinned::Plain => {}
                }
            }
        }
        values
    }

    /// Gives something new the zone of its number.
    pub(crate) fn with_zone(&mut self, resource: &Resource, mut values: Values) -> Values {
        let Some(zone) = &resource.zone else { return values };
        if values.contains_key("availability_zone") {
            return values;
        }
        match self.zones.of(zone, self.snapshot) {
            Ok(name) => {
                values.insert("availability_zone".to_owned(), Value::text(name));
            }
            Err(NoZone::Unknown) => self.lookups.push(Lookup::Zones),
            Err(NoZone::TooFew(there_are)) => self.refusals.push(Refusal {
                code: codes::TOO_FEW_ZONES.name.to_owned(),
                address: resource.address.clone(),
                message: format!(
                    "zone {} of `{}` is asked for, and the region has {there_are} standard zones",
                    zone.number, zone.block
                ),
                help: Some(format!("lower `zones` to {there_are}, or choose another region")),
                origin: Some(resource.origin_of("availability_zone").clone()),
            }),
        }
        values
    }

    /// Asks for the names that AWS has, where others are asked for, and refuses those it has not.
    pub(crate) fn check_names(
        &mut self,
        resource: &Resource,
        schema: &KindSchema,
        (values, live): (&Values, Option<&Live>),
    ) {
        for attribute in &schema.schema.attributes {
            match unknown_names(resource, attribute, (values, live), self.snapshot) {
                Names::Known => {}
                Names::Asked(lookup) => self.lookups.push(lookup),
                Names::Unknown(refusals) => self.refusals.extend(refusals),
            }
        }
    }
}
