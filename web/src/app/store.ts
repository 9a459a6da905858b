import { type PayloadAction, configureStore, createSlice } from '@reduxjs/toolkit'
import { type TypedUseSelectorHook, useDispatch, useSelector } from 'react-redux'

import { api } from '@/api/base'

/** Only what is no server data: what floats, and whether the stream runs. */
const ui = createSlice({
  name: 'ui',
  initialState: { palette: false, help: false, live: 'connecting' as 'connecting' | 'live' | 'polling' },
  reducers: {
    showPalette: (state, action: PayloadAction<boolean>) => {
      state.palette = action.payload
    },
    showHelp: (state, action: PayloadAction<boolean>) => {
      state.help = action.payload
    },
    setLive: (state, action: PayloadAction<'connecting' | 'live' | 'polling'>) => {
      state.live = action.payload
    },
  },
})

export const { showPalette, showHelp, setLive } = ui.actions

export const makeStore = () =>
  configureStore({
    reducer: { ui: ui.reducer, [api.reducerPath]: api.reducer },
    middleware: (usual) => usual({ serializableCheck: false, immutableCheck: false }).concat(api.middleware),
  })

export type Store = ReturnType<typeof makeStore>
export type State = ReturnType<Store['getState']>
export const useAppSelector: TypedUseSelectorHook<State> = useSelector
export const useAppDispatch = () => useDispatch<Store['dispatch']>()
