// A bot written with discord.js, for the conversation of `peers.rs`. It uses the
// library as its guide says, so that the library judges the double.

import {
  ActionRowBuilder,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  MessageFlags,
  Partials,
} from 'discord.js';

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  partials: [Partials.Channel, Partials.Message],
  rest: { api: process.env.DISCORD_API, retries: 0 },
  allowedMentions: { parse: [], repliedUser: false },
});

const replies = new Map();

client.once(Events.ClientReady, async () => {
  await client.application.commands.set([
    {
      name: 'echo',
      nameLocalizations: { fr: 'écho' },
      description: 'Says it again',
      options: [
        {
          type: ApplicationCommandOptionType.String,
          name: 'texte',
          description: 'What to say',
          required: true,
          autocomplete: true,
        },
      ],
    },
    { name: 'lent', description: 'Takes its time' },
    { name: 'Relire', type: ApplicationCommandType.Message },
  ]);
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    await interaction.respond([1, 2, 3].map((n) => ({ name: `${typed} ${n}`, value: `${typed}${n}` })));
  } else if (interaction.isButton()) {
    await interaction.update({ content: 'cliqué', components: [] });
  } else if (interaction.isMessageContextMenuCommand()) {
    await interaction.reply({
      content: `relu : ${interaction.targetMessage.content}`,
      flags: MessageFlags.Ephemeral,
    });
  } else if (interaction.commandName === 'lent') {
    await interaction.deferReply();
    await interaction.editReply({ content: 'fini', embeds: [{ title: 'Fini', description: 'Pour de bon' }] });
    await interaction.followUp({ content: 'et encore', flags: MessageFlags.Ephemeral });
  } else {
    const again = new ButtonBuilder().setCustomId('encore').setLabel('Encore').setStyle(ButtonStyle.Primary);
    const answered = await interaction.reply({
      content: `écho : ${interaction.options.getString('texte')}`,
      components: [new ActionRowBuilder().addComponents(again)],
      withResponse: true,
    });
    if (!answered.resource.message.id) throw new Error('no message came back');
  }
});

client.on(Events.MessageCreate, async (message) => {
  if (message.author.bot || !message.mentions.has(client.user)) return;
  // The reply to come, not the one arrived: an edit may overtake its response.
  replies.set(message.id, message.reply({ content: `lu : ${message.content.length}` }));
});

client.on(Events.MessageUpdate, async (_, message) => {
  await (await replies.get(message.id))?.edit({ content: `relu : ${message.content.length}` });
});

client.on(Events.MessageDelete, async (message) => {
  await (await replies.get(message.id))?.delete();
});

const fail = (error) => {
  console.error(error);
  process.exit(1);
};
client.on(Events.Error, fail);
process.on('unhandledRejection', fail);
await client.login(process.env.DISCORD_TOKEN);
