-- No text of a ticket in a copy goes to a service outside.
UPDATE helpdesk_ai_provider
   SET active = false, api_key = NULL
 WHERE kind <> 'embedded';
