# Sourced by the scripts that call the .NET SDK, with $root set: the SDK and NuGet keep caches in the home folder, and stop where it is
# missing or cannot be written (services, containers with a user of their own). Then artifacts/home takes its place.
if [[ ! -d ${HOME:-} || ! -w $HOME ]]; then
    export HOME=$root/artifacts/home
    unset DOTNET_CLI_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_CONFIG_HOME
    mkdir -p "$HOME"
fi
