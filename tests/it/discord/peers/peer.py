"""A bot written with discord.py, for the conversation of `peers.rs`. It uses the
library as its documentation says, so that the library judges the double. The
sharded client, since it asks where the gateway is."""

import os
import sys
import traceback

import asyncio

import discord
from discord import app_commands
from discord.http import Route

Route.BASE = os.environ["DISCORD_API"] + "/v10"

intents = discord.Intents.none()
intents.guilds = True
intents.guild_messages = True
intents.dm_messages = True


class Peer(discord.AutoShardedClient):
    def __init__(self) -> None:
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.replies: dict[int, discord.Message] = {}

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_error(self, *_: object) -> None:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or self.user not in message.mentions:
            return
        # The reply is kept before its response arrives: an edit may overtake it.
        reply = asyncio.ensure_future(message.reply(f"lu : {len(message.content)}"))
        self.replies[message.id] = reply
        await reply

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        reply = self.replies.get(event.message_id)
        if reply is not None:
            await (await reply).edit(content=f"relu : {len(event.data['content'])}")

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        reply = self.replies.get(event.message_id)
        if reply is not None:
            await (await reply).delete()


peer = Peer()


@peer.tree.error
async def on_error(_: discord.Interaction, error: Exception) -> None:
    traceback.print_exception(error)
    sys.stderr.flush()
    os._exit(1)


class Again(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Encore", custom_id="encore", style=discord.ButtonStyle.primary)
    async def again(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="cliqué", view=None)


@peer.tree.command(name="echo", description="Says it again")
@app_commands.describe(texte="What to say")
async def echo(interaction: discord.Interaction, texte: str) -> None:
    answered = await interaction.response.send_message(f"écho : {texte}", view=Again())
    if not answered.message_id:
        raise RuntimeError("no message came back")


@echo.autocomplete("texte")
async def complete(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed} {n}", value=f"{typed}{n}") for n in (1, 2, 3)]


@peer.tree.command(name="lent", description="Takes its time")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(
        content="fini", embed=discord.Embed(title="Fini", description="Pour de bon")
    )
    await interaction.followup.send("et encore", ephemeral=True)


@peer.tree.context_menu(name="Relire")
async def reread(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"relu : {message.content}", ephemeral=True)


peer.run(os.environ["DISCORD_TOKEN"], log_handler=None)
