//! Takes a connection to AWS. Gives the providers of SQS kinds. Never plans.
