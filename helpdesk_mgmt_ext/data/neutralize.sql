-- No event of a copy reaches a receiver, nor one that was still on its way.
UPDATE helpdesk_webhook
   SET active = false;
UPDATE helpdesk_webhook_delivery
   SET state = 'dead', error = 'neutralised', done_at = now() AT TIME ZONE 'UTC'
 WHERE state IN ('pending', 'sending');
-- No workflow outside writes into a copy with the key of production.
DELETE FROM res_users_apikeys
 WHERE user_id IN (SELECT res_id FROM ir_model_data
                    WHERE module = 'helpdesk_mgmt_ext'
                      AND model = 'res.users' AND name = 'user_helpdesk_integration');
-- No customer gets a mail that waited when the copy was made.
UPDATE mail_mail
   SET state = 'cancel'
 WHERE state = 'outgoing'
   AND mail_message_id IN (SELECT id FROM mail_message WHERE model = 'helpdesk.ticket');
-- Held back mails are not taken in again by themselves; monitoring watches production.
UPDATE helpdesk_mail_quarantine
   SET next_try_at = NULL;
DELETE FROM ir_config_parameter
 WHERE key = 'helpdesk_mgmt_ext.health_token';
